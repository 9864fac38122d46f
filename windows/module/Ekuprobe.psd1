@{
    RootModule           = 'Ekuprobe.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5b0f3a3e-5d5e-4c0b-9d6c-1f6f0b7a7a10'
    Author               = 'ekuprobe'
    Description          = 'Predicts which TLS connections the EKU check of .NET (May 2017) breaks: ekuprobe and certcheck as cmdlets'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess     = @('Ekuprobe.format.ps1xml')
    FunctionsToExport    = @('Test-PsomEndpoint', 'Test-PsomCertificate', 'Get-EkuOptOut', 'Export-EkuEvidence')
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
}
