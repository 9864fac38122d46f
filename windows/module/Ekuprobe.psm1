# SPDX-License-Identifier: MIT
# Objects instead of text: the programs print JSON, and each line of it becomes an object.
Set-StrictMode -Version 2

$script:Exit = @{ Ready = 0; Failed = 1; Error = 2; Open = 3 }

# ---- the programs ----

# Beside the module, in the folder above it (the ZIP), or on the path.
function Get-EkuProgram {
    param([Parameter(Mandatory)] [string] $Name)
    foreach ($folder in $PSScriptRoot, (Split-Path -Parent $PSScriptRoot)) {
        foreach ($end in '.exe', '') {
            $path = Join-Path -Path $folder -ChildPath ($Name + $end)
            if (Test-Path -LiteralPath $path -PathType Leaf) { return $path }
        }
    }
    $found = @(Get-Command -Name $Name -CommandType Application -ErrorAction SilentlyContinue)
    if ($found.Count -eq 0) {
        throw "$Name was not found: keep the module in the folder of the ZIP, or put the program on the path"
    }
    $found[0].Path
}

# One argument as CommandLineToArgvW takes it apart. Windows PowerShell has no list of arguments.
function ConvertTo-EkuArgument {
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    if ($Text -ne '' -and $Text -notmatch '[\s"]') { return $Text }
    '"' + ($Text -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"'
}

# Where relative names begin: a location of the file system, whichever drive is current.
function Get-EkuFolder {
    (Get-Location -PSProvider FileSystem).ProviderPath
}

# The lines of standard output as they come. What is said on standard error is an error of the caller's
# if the program could not do what it was called for, else verbose.
function Invoke-EkuProgram {
    param(
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [string[]] $Arguments,
        [Parameter(Mandatory)] [System.Management.Automation.PSCmdlet] $Caller
    )
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = Get-EkuProgram -Name $Name
    $start.Arguments = ($Arguments | ForEach-Object { ConvertTo-EkuArgument -Text $_ }) -join ' '
    $start.WorkingDirectory = Get-EkuFolder
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $start.StandardErrorEncoding = New-Object System.Text.UTF8Encoding $false
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        $said = $process.StandardError.ReadToEndAsync()
        while ($null -ne ($line = $process.StandardOutput.ReadLine())) { $line }
        $process.WaitForExit()
        $text = $said.Result.Trim()
        if ($process.ExitCode -eq $script:Exit.Error) {
            $Caller.WriteError((New-Object System.Management.Automation.ErrorRecord(
                        (New-Object System.InvalidOperationException $text), "$Name.Failed", 'InvalidArgument', $Arguments)))
        } elseif ($text -ne '') {
            Write-Verbose -Message $text
        }
    } finally {
        # The pipeline may have been stopped.
        if (-not $process.HasExited) { $process.Kill() }
        $process.Dispose()
    }
}

# A property of an object that may not have it.
function Get-EkuValue {
    param([AllowNull()] $Object, [Parameter(Mandatory)] [string] $Name)
    if ($null -eq $Object) { return }
    $property = $Object.PSObject.Properties[$Name]
    if ($null -ne $property) { $property.Value }
}

# Why it is not ready, in a sentence: the gravest finding, or the error.
function Get-EkuReason {
    param([Parameter(Mandatory)] $Result)
    foreach ($severity in 'error', 'warning') {
        $found = @($Result.findings | Where-Object { $_.severity -eq $severity })
        if ($found.Count -gt 0) { return $found[0].message }
    }
    $problem = Get-EkuValue -Object $Result -Name error
    if ($null -eq $problem) { return '' }
    $text = Get-EkuValue -Object $problem -Name text
    if ($text) { $text } else { $problem.class }
}

function ConvertTo-EkuResult {
    param([Parameter(Mandatory, ValueFromPipeline)] [string] $Line, [Parameter(Mandatory)] [string] $TypeName)
    process {
        $result = ConvertFrom-Json -InputObject $Line
        $leaf = @($result.certificates | Select-Object -First 1)
        $subject = if ($leaf.Count -gt 0) { Get-EkuValue -Object $leaf[0] -Name subject }
        $thumbprint = if ($leaf.Count -gt 0) { Get-EkuValue -Object $leaf[0] -Name sha1 }
        if ($thumbprint) { $thumbprint = $thumbprint.ToUpperInvariant() }
        $result | Add-Member -NotePropertyMembers ([ordered]@{
                Reason     = Get-EkuReason -Result $result
                Subject    = $subject
                Thumbprint = $thumbprint
            })
        $result.PSObject.TypeNames.Insert(0, $TypeName)
        $result
    }
}

# What both kinds of test take.
function Get-EkuCommonArgument {
    param([Parameter(Mandatory)] [System.Collections.Generic.Dictionary[string, object]] $Bound)
    foreach ($pair in @('CaFile', '--ca-file'), @('Chain', '--chain')) {
        if ($Bound.ContainsKey($pair[0])) { foreach ($file in $Bound[$pair[0]]) { $pair[1]; $file } }
    }
    if ($Bound.ContainsKey('Usage')) { '--usage'; $Bound['Usage'] }
    if ($Bound.ContainsKey('OptedOut') -and $Bound['OptedOut']) { '--opted-out' }
    if ($Bound.ContainsKey('Platform') -and $Bound['Platform']) { '--platform' }
    if ($Bound.ContainsKey('Option')) { $Bound['Option'] }
}

# ---- endpoints ----

<#
.SYNOPSIS
Connects to PSOM and other TLS ports and reports which connections the .NET updates of May 2017 break.
.DESCRIPTION
Each target gives one object for each port: target, verdict (ready, breaks, broken, indeterminate, no-certificate,
unreachable), Reason, certificates, findings and the rest of what ekuprobe --format ndjson prints. Run it on a Front End:
8057 is often open to Front Ends only.
.PARAMETER ComputerName
HOST, HOST:PORT or HOST:PORT/PROFILE. A bare host means the ports 8057, 8060 and 8061. Objects with the property Fqdn,
as of Get-CsComputer and Get-CsPool, can be piped.
.PARAMETER Topology
Files of Get-CsTopology -AsXml, Topology Builder or Export-CsConfiguration, or a ZIP of Export-EkuEvidence.
.PARAMETER CaFile
Roots that the Front Ends trust. On Windows the default is the roots of this machine.
.PARAMETER Chain
Issuers that may complete the path.
.PARAMETER Usage
The usage to require, instead of the profile's.
.PARAMETER OptedOut
Judge as on a server with the opt-out.
.PARAMETER Platform
On Windows: add the verdict of this machine's chain engine on each certificate.
.PARAMETER Option
Further options of ekuprobe, each a word of its own.
.EXAMPLE
Test-PsomEndpoint edge01.contoso.com, fe01.contoso.com | Where-Object verdict -eq breaks
.EXAMPLE
Get-CsComputer | Test-PsomEndpoint -CaFile .\root.pem
.EXAMPLE
Test-PsomEndpoint -Topology .\topology.xml -Option --concurrency, 64
#>
function Test-PsomEndpoint {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    [OutputType('Ekuprobe.Endpoint')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Name', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Fqdn', 'Target', 'Machine')] [ValidateNotNullOrEmpty()] [string[]] $ComputerName,
        [Parameter(Mandatory, ParameterSetName = 'Topology')] [string[]] $Topology,
        [string[]] $CaFile,
        [string[]] $Chain,
        [ValidateSet('server', 'client', 'both')] [string] $Usage,
        [switch] $OptedOut,
        [switch] $Platform,
        [string[]] $Option
    )
    begin { $targets = New-Object 'System.Collections.Generic.List[string]' }
    process { if ($PSCmdlet.ParameterSetName -eq 'Name') { $targets.AddRange($ComputerName) } }
    end {
        $arguments = @('--format', 'ndjson') + @(Get-EkuCommonArgument -Bound $PSBoundParameters)
        if ($PSCmdlet.ParameterSetName -eq 'Topology') { foreach ($file in $Topology) { $arguments += '--topology', $file } }
        Invoke-EkuProgram -Caller $PSCmdlet -Name ekuprobe -Arguments ($arguments + '--' + $targets.ToArray()) |
            ConvertTo-EkuResult -TypeName 'Ekuprobe.Endpoint'
    }
}

# ---- certificates ----

# What certcheck is to read for an object of the pipeline. Certificates that no store or file has go
# into a file of their own.
function Get-EkuOperand {
    param([Parameter(Mandatory)] $InputObject, [Parameter(Mandatory)] [string] $Folder)
    if ($InputObject -is [string]) { return $InputObject }
    if ($InputObject -is [System.IO.FileSystemInfo]) { return $InputObject.FullName }
    # Invoke-Command brought it: its store is another machine's, and only what it holds is here.
    $elsewhere = Get-EkuValue -Object $InputObject -Name PSComputerName
    $place = Get-EkuValue -Object $InputObject -Name PSPath
    if ($place -and $place -like '*Certificate::*' -and -not $elsewhere) {
        return $place -replace '^.*Certificate::', 'Cert:\'
    }
    $thumbprint = Get-EkuValue -Object $InputObject -Name Thumbprint # of Get-CsCertificate, too
    $bytes = @(Get-EkuValue -Object $InputObject -Name RawData) -as [byte[]]
    if ($bytes.Length -gt 0 -and $thumbprint -match '^[0-9A-Fa-f]{40}$') {
        $path = Join-Path -Path $Folder -ChildPath "$thumbprint.cer"
        [System.IO.File]::WriteAllBytes($path, $bytes)
        return $path
    }
    if ($thumbprint -and $elsewhere) {
        throw "$thumbprint is in the store of ${elsewhere}: run Test-PsomCertificate there, or pipe the certificates of its Cert:\LocalMachine\My"
    }
    if ($thumbprint) { return "Cert:\LocalMachine\My\$thumbprint" }
    throw "not a certificate, a file or a path: $InputObject"
}

<#
.SYNOPSIS
Judges certificates as the .NET updates of May 2017 do: from the machine's stores, files or Get-CsCertificate.
.DESCRIPTION
Each certificate gives one object: verdict, Reason, Subject, Thumbprint, findings and the rest of what
certcheck --format ndjson prints. Nothing is sent anywhere, and no private key is read.
.PARAMETER InputObject
Certificates (Get-ChildItem Cert:\LocalMachine\My), output of Get-CsCertificate, files, or their names; a name may be that
of a store, such as Cert:\LocalMachine\My.
.PARAMETER PeerProfile
What the certificates are for, such as edge-psom. Without it both usages are judged.
.PARAMETER CaFile
Roots that the judging server trusts. On Windows the default is the roots of this machine.
.PARAMETER Chain
Issuers that may complete the path.
.PARAMETER Usage
The usage to require: server, client or both.
.PARAMETER OptedOut
Judge as on a server with the opt-out.
.PARAMETER Platform
On Windows: add the verdict of this machine's chain engine on each certificate.
.PARAMETER Option
Further options of certcheck, each a word of its own.
.EXAMPLE
Get-CsCertificate | Test-PsomCertificate -PeerProfile edge-psom
.EXAMPLE
Get-ChildItem Cert:\LocalMachine\My | Test-PsomCertificate | Format-Table Subject, verdict, Reason
.EXAMPLE
Test-PsomCertificate .\edge01.cer -Usage client -Chain .\issuing.cer -CaFile .\root.cer
#>
function Test-PsomCertificate {
    [CmdletBinding()]
    [OutputType('Ekuprobe.Certificate')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [Alias('Path', 'FullName')] [ValidateNotNullOrEmpty()]
        [object[]] $InputObject,
        [ArgumentCompleter({
                param($commandName, $parameterName, $wordToComplete)
                $null = $commandName, $parameterName
                (Get-Command -Module Ekuprobe -Name Test-PsomCertificate).Module.Invoke({ Get-EkuProfile }) |
                    Where-Object { $_ -like "$wordToComplete*" }
            })]
        [Alias('Profile')] [string] $PeerProfile,
        [string[]] $CaFile,
        [string[]] $Chain,
        [ValidateSet('server', 'client', 'both')] [string] $Usage,
        [switch] $OptedOut,
        [switch] $Platform,
        [string[]] $Option
    )
    begin {
        $operands = New-Object 'System.Collections.Generic.List[string]'
        $folder = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath ('ekuprobe-' + [guid]::NewGuid())
        $null = [System.IO.Directory]::CreateDirectory($folder)
    }
    process { foreach ($one in $InputObject) { $operands.Add((Get-EkuOperand -InputObject $one -Folder $folder)) } }
    end {
        try {
            $arguments = @('--format', 'ndjson') + @(Get-EkuCommonArgument -Bound $PSBoundParameters)
            if ($PeerProfile) { $arguments += '--profile', $PeerProfile }
            Invoke-EkuProgram -Caller $PSCmdlet -Name certcheck -Arguments ($arguments + '--' + $operands.ToArray()) |
                ConvertTo-EkuResult -TypeName 'Ekuprobe.Certificate'
        } finally {
            [System.IO.Directory]::Delete($folder, $true)
        }
    }
}

# The profiles, as the program lists them.
function Get-EkuProfile {
    [CmdletBinding()] param()
    $text = (Invoke-EkuProgram -Caller $PSCmdlet -Name certcheck -Arguments '--explain', 'list') -join "`n"
    if ($text -match '(?s)\nProfiles:\n(.*?)\n\n') { $Matches[1] -split '[,\s]+' | Where-Object { $_ } }
}

# ---- servers ----

function ConvertTo-EkuServer {
    param([Parameter(Mandatory)] [string] $Json)
    $found = (ConvertFrom-Json -InputObject $Json).server
    $set = @($found.opt_outs | Where-Object { $_.set -eq $true } | ForEach-Object { "$($_.kind): $($_.where)" })
    $result = [pscustomobject]@{
        ComputerName = $found.name
        Conclusion   = $found.text
        State        = $found.conclusion
        DataMcuPath  = $found.data_mcu.path
        Product      = $found.product
        Build        = $found.build
        OptOut       = $set
        OptOuts      = @($found.opt_outs)
        SystemDll    = @($found.system_dll)
        DotNet       = $found.dotnet
        Note         = @($found.notes)
        Certificates = @()
    }
    $result.PSObject.TypeNames.Insert(0, 'Ekuprobe.Server')
    $result
}

<#
.SYNOPSIS
Reports whether a Front End makes the EKU check of .NET, or what opts it out.
.DESCRIPTION
Reads the registry and System.dll of a server: is the check in the .NET Framework, where is the Data MCU, is one of
the opt-outs set (for the program, for the machine, in the program's configuration file). What could not be looked at is
reported as not known. For this machine, where Get-CsCertificate is there, Certificates has the certificates that it
presents, judged.
.PARAMETER ComputerName
Servers to ask over the network: the Remote Registry service and the share C$, for administrators. Without it, this machine.
.PARAMETER Path
A mounted Windows drive, or a folder or file of .reg exports.
.EXAMPLE
Get-EkuOptOut
.EXAMPLE
Get-CsPool pool01.contoso.com | Select-Object -ExpandProperty Computers | Get-EkuOptOut | Format-Table ComputerName, Conclusion
.EXAMPLE
Get-EkuOptOut -Path E:\
#>
function Get-EkuOptOut {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    [OutputType('Ekuprobe.Server')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Name', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Fqdn', 'Machine')] [string[]] $ComputerName,
        [Parameter(Mandatory, ParameterSetName = 'Path')] [string[]] $Path
    )
    process {
        $places = if ($PSCmdlet.ParameterSetName -eq 'Path') {
            foreach ($one in $Path) { $PSCmdlet.GetUnresolvedProviderPathFromPSPath($one) }
        } elseif ($ComputerName) { $ComputerName } else { '' }
        foreach ($place in $places) {
            $arguments = @('--format', 'json', '--this-server') + @($place | Where-Object { $_ })
            $json = (Invoke-EkuProgram -Caller $PSCmdlet -Name ekuprobe -Arguments $arguments) -join "`n"
            if (-not $json) { continue }
            $server = ConvertTo-EkuServer -Json $json
            # What this server presents, as Lync and Skype for Business say: they tell of their own machine alone.
            if ($place -eq '' -and (Get-Command -Name Get-CsCertificate -ErrorAction SilentlyContinue)) {
                $server.Certificates = @(Get-CsCertificate | Test-PsomCertificate)
            }
            $server
        }
    }
}

# ---- evidence ----

# A certificate with the issuers that this machine finds, without any key.
function Get-EkuChain {
    param([Parameter(Mandatory)] [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)
    $chain = New-Object System.Security.Cryptography.X509Certificates.X509Chain
    $chain.ChainPolicy.RevocationMode = 'NoCheck'
    $null = $chain.Build($Certificate)
    $Certificate
    $chain.ChainElements | Select-Object -Skip 1 | ForEach-Object { $_.Certificate }
}

function ConvertTo-EkuPem {
    param([Parameter(Mandatory)] $Certificates)
    $lines = foreach ($one in $Certificates) {
        "# $($one.Subject)"
        '-----BEGIN CERTIFICATE-----'
        [Convert]::ToBase64String($one.RawData, 'InsertLineBreaks')
        '-----END CERTIFICATE-----'
    }
    ($lines -join "`n") + "`n"
}

# As a serialized store, which keeps what certlm.msc enables and disables in each certificate; no key is
# in one. Nothing where only Windows can.
function Get-EkuSerialized {
    param([Parameter(Mandatory)] $Certificates)
    $all = New-Object System.Security.Cryptography.X509Certificates.X509Certificate2Collection
    foreach ($one in $Certificates) { $null = $all.Add($one) }
    try { , $all.Export('SerializedStore') } catch [System.PlatformNotSupportedException] { $null }
}

# Name and bytes of a certificate with its issuers.
function Get-EkuCertificateFile {
    param([Parameter(Mandatory)] [System.Security.Cryptography.X509Certificates.X509Certificate2] $Certificate)
    $chain = @(Get-EkuChain -Certificate $Certificate)
    $name = "certificates/$($Certificate.Thumbprint)"
    $bytes = Get-EkuSerialized -Certificates $chain
    if ($null -ne $bytes) { return [pscustomobject]@{ Name = "$name.sst"; Bytes = $bytes } }
    $text = ConvertTo-EkuPem -Certificates $chain
    [pscustomobject]@{ Name = "$name.pem"; Bytes = (New-Object System.Text.UTF8Encoding $false).GetBytes($text) }
}

# Name and bytes of each file of the evidence.
function Get-EkuEvidence {
    [CmdletBinding()]
    param([string[]] $Topology, [AllowNull()] $Certificate, [AllowNull()] [string] $ServerPath)
    $utf8 = New-Object System.Text.UTF8Encoding $false
    foreach ($file in $Topology) {
        [pscustomobject]@{ Name = 'topology/' + (Split-Path -Leaf $file); Bytes = [System.IO.File]::ReadAllBytes($file) }
    }
    if (-not $Topology -and (Get-Command -Name Get-CsTopology -ErrorAction SilentlyContinue)) {
        [pscustomobject]@{ Name = 'topology/topology.xml'; Bytes = $utf8.GetBytes([string](Get-CsTopology -AsXml)) }
    }
    foreach ($one in $Certificate) { Get-EkuCertificateFile -Certificate $one }
    $arguments = @('--format', 'json', '--this-server') + @($ServerPath | Where-Object { $_ })
    $json = (Invoke-EkuProgram -Caller $PSCmdlet -Name ekuprobe -Arguments $arguments) -join "`n"
    if ($json) { [pscustomobject]@{ Name = 'server.json'; Bytes = $utf8.GetBytes($json + "`n") } }
    else { Write-Warning -Message 'this machine could not be asked whether it checks: server.json is not part of the evidence' }
}

# Whole, or not there: under another name until it is.
function Write-EkuZip {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] $Files)
    Add-Type -AssemblyName System.IO.Compression
    $draft = "$Path.part"
    $stream = [System.IO.File]::Create($draft)
    try {
        $zip = New-Object System.IO.Compression.ZipArchive $stream, 'Create', $true
        foreach ($file in $Files) {
            $entry = $zip.CreateEntry($file.Name).Open()
            $entry.Write($file.Bytes, 0, $file.Bytes.Length)
            $entry.Dispose()
        }
        $zip.Dispose()
    } finally {
        $stream.Dispose()
    }
    Move-Item -LiteralPath $draft -Destination $Path -Force
}

<#
.SYNOPSIS
Collects what is needed to judge a deployment elsewhere into one ZIP.
.DESCRIPTION
The ZIP holds the topology (of Get-CsTopology, or the files named), the certificates of Cert:\LocalMachine\My with their
issuers, with the purposes that are enabled for each and without keys, and what this server says of its .NET Framework
and its opt-outs. On any machine, certcheck FILE.zip judges the certificates, and ekuprobe --topology FILE.zip lists or probes the servers.
.PARAMETER Path
The ZIP to write.
.PARAMETER Topology
Files of a topology, instead of Get-CsTopology.
.PARAMETER Certificate
Certificates, instead of those of Cert:\LocalMachine\My. No private key is read.
.PARAMETER ServerPath
A mounted Windows drive or .reg exports, instead of this machine.
.PARAMETER Force
Replace a file that is there.
.EXAMPLE
Export-EkuEvidence C:\Temp\fe01.zip
.EXAMPLE
Export-EkuEvidence C:\Temp\fe01.zip -WhatIf
#>
function Export-EkuEvidence {
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory, Position = 0)] [ValidateNotNullOrEmpty()] [string] $Path,
        [string[]] $Topology,
        [System.Security.Cryptography.X509Certificates.X509Certificate2[]] $Certificate,
        [string] $ServerPath,
        [switch] $Force
    )
    $target = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
    if ((Test-Path -LiteralPath $target) -and -not $Force) {
        Write-Error -Message "${target}: the file is there already; -Force replaces it" -Category ResourceExists
        return
    }
    if (-not $PSBoundParameters.ContainsKey('Certificate') -and (Test-Path -Path 'Cert:\LocalMachine\My')) {
        $Certificate = @(Get-ChildItem -Path 'Cert:\LocalMachine\My')
    }
    $sources = foreach ($file in $Topology) { (Resolve-Path -LiteralPath $file -ErrorAction Stop).ProviderPath }
    if ($ServerPath) { $ServerPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($ServerPath) }
    if (-not $PSCmdlet.ShouldProcess($target, 'write topology, certificates without keys and opt-out state')) { return }
    Write-EkuZip -Path $target -Files @(
        Get-EkuEvidence -Topology $sources -Certificate $Certificate -ServerPath $ServerPath -ErrorAction SilentlyContinue)
    Get-Item -LiteralPath $target
}

Export-ModuleMember -Function Test-PsomEndpoint, Test-PsomCertificate, Get-EkuOptOut, Export-EkuEvidence
