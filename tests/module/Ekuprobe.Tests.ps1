# SPDX-License-Identifier: MIT
# The module as an administrator uses it, on whatever system: where there are no certificate stores, files stand for them.
BeforeDiscovery {
    $script:Windows = $PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows
}

BeforeAll {
    Import-Module -Force $env:EKUPROBE_MODULE
    $script:Certs = $env:EKUPROBE_TESTCERTS
    $script:Drive = $env:EKUPROBE_DRIVE
    $script:Topology = $env:EKUPROBE_TOPOLOGY
    function script:Scenario([string] $Name, [string] $File = 'leaf.pem') { Join-Path $Certs "scenarios/$Name/$File" }
    function script:Certificate([string] $Name) {
        [System.Security.Cryptography.X509Certificates.X509Certificate2]::new((Scenario $Name))
    }
}

Describe 'the module' {
    It 'exports four functions, each with help, examples and a description of every parameter' {
        $names = (Get-Command -Module Ekuprobe).Name | Sort-Object
        $names | Should -Be 'Export-EkuEvidence', 'Get-EkuOptOut', 'Test-PsomCertificate', 'Test-PsomEndpoint'
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        foreach ($name in $names) {
            $help = Get-Help $name -Full
            $help.Synopsis | Should -Not -Match "^\s*$name"
            @($help.examples.example).Count | Should -BeGreaterThan 0
            foreach ($parameter in (Get-Command $name).Parameters.Keys | Where-Object { $_ -notin $common }) {
                ($help.parameters.parameter | Where-Object name -EQ $parameter).description.Text | Should -Not -BeNullOrEmpty -Because "$name -$parameter"
            }
        }
    }
    It 'has a manifest for Windows PowerShell 5.1 and PowerShell 7' {
        $manifest = Test-ModuleManifest $env:EKUPROBE_MODULE
        $manifest.PowerShellVersion | Should -Be '5.1'
        $manifest.CompatiblePSEditions | Should -Be 'Desktop', 'Core'
    }
    It 'uses nothing that Windows PowerShell 5.1 cannot parse' {
        $tokens = $errors = $null
        $path = Join-Path (Split-Path $env:EKUPROBE_MODULE) 'Ekuprobe.psm1'
        $null = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref] $tokens, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        # ?:, ??, ?. and && || between pipelines came with 7
        $tokens | Where-Object { $_.Kind -in 'QuestionMark', 'QuestionQuestion', 'QuestionDot', 'QuestionQuestionEquals', 'AndAnd', 'OrOr' } |
            Should -BeNullOrEmpty
    }
}

Describe 'Test-PsomCertificate' {
    It 'judges files by name' {
        $found = Test-PsomCertificate (Scenario both), (Scenario webserver)
        $found.verdict | Should -Be 'ready', 'breaks'
        $found[1].Reason | Should -Match 'does not list Client Authentication'
        $found[0].PSObject.TypeNames[0] | Should -Be 'Ekuprobe.Certificate'
        $found[0].Thumbprint | Should -Be (Certificate both).Thumbprint
    }
    It 'takes files from the pipeline' {
        (Get-Item (Scenario webserver) | Test-PsomCertificate -Usage server).verdict | Should -Be 'ready'
    }
    It 'takes certificates from the pipeline, and leaves no file behind' {
        $before = @(Get-ChildItem ([System.IO.Path]::GetTempPath()) -Filter 'ekuprobe-*').Count
        (Certificate webserver), (Certificate both) | Test-PsomCertificate -Usage client | ForEach-Object verdict |
            Should -Be 'breaks', 'ready'
        @(Get-ChildItem ([System.IO.Path]::GetTempPath()) -Filter 'ekuprobe-*').Count | Should -Be $before
    }
    It 'takes a profile, roots and issuers' {
        (Test-PsomCertificate (Scenario webserver) -PeerProfile edge-psom -CaFile (Join-Path $Certs root.pem) -Chain (Scenario webserver issuers.pem)).verdict |
            Should -Be 'breaks'
        (Test-PsomCertificate (Scenario webserver) -PeerProfile edge-psom -OptedOut).verdict | Should -Be 'ready'
    }
    It 'passes on further options' {
        (Test-PsomCertificate (Scenario both) -Option '--at', '2050-01-01').verdict | Should -Be 'broken'
    }
    It 'finds relative names below the current location' {
        Push-Location $Certs
        try { (Test-PsomCertificate scenarios/both/leaf.pem).verdict | Should -Be 'ready' } finally { Pop-Location }
    }
    It 'reads names with blanks, quotes and letters of other languages' {
        $names = 'a b.pem', "it's.pem", '証明書 1.pem'
        if (-not ($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows)) { $names += 'a"b.pem' }
        foreach ($name in $names) {
            $path = Join-Path $TestDrive $name
            Copy-Item -LiteralPath (Scenario both) -Destination $path
            (Test-PsomCertificate $path).file | Should -Be $path
        }
    }
    It 'quotes arguments as Windows takes them apart' {
        InModuleScope Ekuprobe {
            'a', '', 'a b', 'a"b', 'a b\', '\\"', 'a\b' | ForEach-Object { ConvertTo-EkuArgument $_ } |
                Should -Be 'a', '""', '"a b"', '"a\"b"', '"a b\\"', '"\\\\\""', 'a\b'
        }
    }
    It 'makes an error of a file that is not there' {
        $found = Test-PsomCertificate (Scenario both), nothing.pem -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.verdict | Should -Be 'ready'
        "$problem" | Should -Match 'nothing.pem'
        { Test-PsomCertificate nothing.pem -ErrorAction Stop } | Should -Throw '*nothing.pem*'
    }
    It 'judges what Invoke-Command brought by what it holds, not by the store of this machine' {
        $serializer = [System.Management.Automation.PSSerializer]
        $brought = $serializer::Deserialize($serializer::Serialize((Certificate webserver)))
        $brought | Add-Member -NotePropertyName PSComputerName -NotePropertyValue fe01
        $brought | Add-Member -NotePropertyName PSPath -Force `
            -NotePropertyValue "Microsoft.PowerShell.Security\Certificate::LocalMachine\My\$('ab' * 20)"
        $found = $brought | Test-PsomCertificate -Usage client
        $found.verdict | Should -Be 'breaks'
        $found.Thumbprint | Should -Be (Certificate webserver).Thumbprint
        { [pscustomobject]@{ Thumbprint = 'ab' * 20; PSComputerName = 'fe01' } | Test-PsomCertificate } |
            Should -Throw '*is in the store of fe01: run Test-PsomCertificate there*'
    }
    It 'refuses what is no certificate' {
        { 42 | Test-PsomCertificate } | Should -Throw '*not a certificate*'
    }
    It 'asks for the store by the thumbprint of Get-CsCertificate' -Skip:$Windows {
        [pscustomobject]@{ Thumbprint = 'ab' * 20; Use = 'Default' } | Test-PsomCertificate -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -Match ([regex]::Escape("Cert:\LocalMachine\My\$('ab' * 20): a certificate store of Windows"))
    }
    It 'completes profiles and usages' {
        (TabExpansion2 'Test-PsomCertificate x -PeerProfile edge-' 41).CompletionMatches.CompletionText | Should -Be 'edge-psom', 'edge-replication'
        (TabExpansion2 'Test-PsomCertificate x -Usage c' 31).CompletionMatches.CompletionText | Should -Be 'client'
    }
}

Describe 'Test-PsomEndpoint' {
    It 'reports what cannot be reached' {
        $found = Test-PsomEndpoint 127.0.0.1:1 -Option --retries, 0
        $found.verdict | Should -Be 'unreachable'
        $found.Reason | Should -Not -BeNullOrEmpty
        $found.PSObject.TypeNames[0] | Should -Be 'Ekuprobe.Endpoint'
    }
    It 'takes computers from the pipeline by their Fqdn' {
        $found = [pscustomobject]@{ Fqdn = '127.0.0.1:1' }, [pscustomobject]@{ Fqdn = '127.0.0.2:1' } | Test-PsomEndpoint -Option --retries, 0
        $found.host | Sort-Object | Should -Be '127.0.0.1', '127.0.0.2'
    }
    It 'says what the program says of bad input' {
        { Test-PsomEndpoint 'host:99999' -ErrorAction Stop } | Should -Throw '*99999*'
    }
}

Describe 'Get-EkuOptOut' {
    It 'reads a mounted drive' {
        $found = Get-EkuOptOut -Path $Drive
        $found.State | Should -Be 'opted-out'
        $found.Conclusion | Should -Be 'this Front End is opted out'
        $found.ComputerName | Should -Be 'FE01.contoso.com'
        $found.DataMcuPath | Should -BeLike 'C:\*\DATAMCUSVC.exe'
        $found.OptOut | Should -BeLike 'machine: HKLM\*'
    }
    It 'makes an error of a folder without a server' {
        { Get-EkuOptOut -Path $TestDrive -ErrorAction Stop } | Should -Throw '*no Windows directory*'
    }
}

Describe 'Export-EkuEvidence' {
    BeforeEach {
        $script:Zip = Join-Path $TestDrive "evidence-$([guid]::NewGuid()).zip"
    }
    It 'writes nothing with -WhatIf' {
        Export-EkuEvidence $Zip -Topology $Topology -Certificate (Certificate both) -ServerPath $Drive -WhatIf
        Test-Path $Zip | Should -BeFalse
    }
    It 'collects what both programs read' {
        $file = Export-EkuEvidence $Zip -Topology $Topology -Certificate (Certificate both), (Certificate webserver) -ServerPath $Drive
        $file.FullName | Should -Be $Zip
        (Test-PsomCertificate $Zip).verdict | Sort-Object | Should -Be 'breaks', 'ready'
        (& ekuprobe --dry-run --topology $Zip) -join "`n" | Should -Match 'edge-psom'
        [System.IO.Compression.ZipFile]::OpenRead($Zip).Entries.FullName | Should -Contain 'server.json'
    }
    It 'keeps the purposes that are enabled for a certificate, where Windows writes serialized stores' {
        Mock -ModuleName Ekuprobe Get-EkuSerialized { , [System.IO.File]::ReadAllBytes($env:EKUPROBE_STORE) }
        $null = Export-EkuEvidence $Zip -Topology $Topology -Certificate (Certificate both) -ServerPath $Drive
        $found = Test-PsomCertificate $Zip
        $found.verdict | Should -Be 'breaks'
        $found.findings.code | Should -Contain 'STORE_PROPERTY_EXCLUDES_CLIENT_AUTH'
    }
    It 'holds no key' {
        $null = Export-EkuEvidence $Zip -Topology $Topology -Certificate (Certificate both) -ServerPath $Drive
        $archive = [System.IO.Compression.ZipFile]::OpenRead($Zip)
        foreach ($entry in $archive.Entries) {
            [System.IO.StreamReader]::new($entry.Open()).ReadToEnd() | Should -Not -Match 'PRIVATE KEY'
        }
        $archive.Dispose()
    }
    It 'keeps a file that is there, unless it is forced' {
        Set-Content $Zip 'mine'
        { Export-EkuEvidence $Zip -Topology $Topology -ServerPath $Drive -ErrorAction Stop } | Should -Throw '*-Force replaces it*'
        Get-Content $Zip | Should -Be 'mine'
        $null = Export-EkuEvidence $Zip -Topology $Topology -ServerPath $Drive -Force
        (Get-Item $Zip).Length | Should -BeGreaterThan 100
    }
    It 'leaves nothing half-written' {
        { Export-EkuEvidence $Zip -Topology nothing.xml -ServerPath $Drive } | Should -Throw
        Get-ChildItem $TestDrive -Filter 'evidence-*.part' | Should -BeNullOrEmpty
        Test-Path $Zip | Should -BeFalse
    }
}
