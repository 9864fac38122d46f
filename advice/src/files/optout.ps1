# This script switches off a security fix (CVE-2017-0248) for one program, the Data MCU (DATAMCUSVC.exe), until its peers have new certificates.
#
# Run it on every Front End, in an elevated 64-bit Windows PowerShell:
#   .\@FILE@.ps1               reports the present state and changes nothing
#   .\@FILE@.ps1 -Apply        switches the check off, restarts the Data MCU, verifies
#   .\@FILE@.ps1 -Rollback     switches the check on again, restarts the Data MCU, verifies
# -WhatIf reports what would be done; -Confirm:$false does it without asking.
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High', DefaultParameterSetName = 'Show')]
param(
    [Parameter(ParameterSetName = 'Apply', Mandatory = $true)]
    [switch] $Apply,

    [Parameter(ParameterSetName = 'Rollback', Mandatory = $true)]
    [switch] $Rollback,

    # How long to look for events 41025, 41026, 41029 and 41031 after the restart.
    [ValidateRange(0, 1440)]
    [int] $WatchMinutes = 3
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Product = '@TITLE@'
$Module = '@MODULE@'
$Major = '@MAJOR@'
$SubKey = 'SOFTWARE\Microsoft\.NETFramework\@RUNTIME@\System.Net.ServicePointManager.RequireCertificateEKUs'
$Service = 'RTCDATAMCU'

# Whose certificates the check refuses.
$Peers = @(
    '@PEERS@'
)

function Get-DataMcuPath {
    $found = Get-WmiObject -Class Win32_Service -Filter "Name='$Service'"
    if ($null -eq $found) {
        throw "There is no service $Service here: run this on a Front End."
    }
    if ($found.PathName -match '^\s*"([^"]+)"') {
        return $Matches[1]
    }
    if ($found.PathName -match '^\s*(.+?\.exe)(\s|$)') {
        return $Matches[1]
    }
    throw "The path of $Service cannot be read: $($found.PathName)"
}

function Test-Product([string] $Path) {
    $version = (Get-Item -LiteralPath $Path).VersionInfo.FileMajorPart
    if ("$version" -ne $Major) {
        Write-Warning "$Path has version $version, $Product has ${Major}: is this the script of the installed product?"
    }
}

function Test-Elevated {
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object Security.Principal.WindowsPrincipal($identity)
    return $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# Off only if the value is a DWORD and exactly 0: anything else leaves the check on.
function Test-OptOut([string] $Path) {
    $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($SubKey)
    if ($null -eq $key) {
        return $false
    }
    try {
        if (@($key.GetValueNames()) -notcontains $Path) {
            return $false
        }
        $kind = $key.GetValueKind($Path)
        return ($kind -eq [Microsoft.Win32.RegistryValueKind]::DWord) -and ($key.GetValue($Path) -eq 0)
    }
    finally {
        $key.Close()
    }
}

function Set-OptOut([string] $Path) {
    $key = [Microsoft.Win32.Registry]::LocalMachine.CreateSubKey($SubKey)
    try {
        $key.SetValue($Path, 0, [Microsoft.Win32.RegistryValueKind]::DWord)
    }
    finally {
        $key.Close()
    }
}

function Remove-OptOut([string] $Path) {
    $key = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($SubKey, $true)
    if ($null -eq $key) {
        return
    }
    try {
        $key.DeleteValue($Path, $false)
    }
    finally {
        $key.Close()
    }
}

# The value is read once per process.
function Restart-DataMcu {
    Import-Module $Module
    Stop-CsWindowsService -Name $Service -Graceful
    Start-CsWindowsService -Name $Service
}

function Show-State([string] $Path) {
    Write-Output "Product:   $Product"
    Write-Output "Program:   $Path"
    Write-Output "Registry:  HKEY_LOCAL_MACHINE\$SubKey"
    if (Test-OptOut $Path) {
        Write-Output 'Check:     OFF for this program (opted out)'
    }
    else {
        Write-Output 'Check:     on'
    }
    Write-Output "Service:   $((Get-Service -Name $Service).Status)"
    Write-Output "Peers:     $($Peers -join ', ')"
}

function Show-Events([datetime] $Since) {
    $filter = @{ LogName = 'Lync Server'; Id = 41024, 41025, 41026, 41029, 41031; StartTime = $Since }
    $until = (Get-Date).AddMinutes($WatchMinutes)
    Write-Output "Waiting until $until for events of LS Data MCU ..."
    while ((Get-Date) -lt $until) {
        Start-Sleep -Seconds 5
    }
    $events = @(Get-WinEvent -FilterHashtable $filter -ErrorAction SilentlyContinue)
    foreach ($event in $events) {
        Write-Output "$($event.TimeCreated)  $($event.Id)  $(($event.Message -split '\r?\n')[0])"
    }
    foreach ($peer in $Peers) {
        $connected = @($events | Where-Object { ($_.Id -eq 41025) -and ($_.Message.IndexOf($peer, [StringComparison]::OrdinalIgnoreCase) -ge 0) })
        Write-Output "41025 (connected) names ${peer}: $($connected.Count) times"
    }
    if (@($events | Where-Object { (41024, 41026, 41031) -contains $_.Id }).Count -gt 0) {
        Write-Warning 'There are errors among these events: a connection to an Edge Server or to Lync Web App still fails.'
    }
    Write-Output 'Now let a participant from outside share a PowerPoint file or a whiteboard.'
}

$path = Get-DataMcuPath
Test-Product $path
Show-State $path
if (-not ($Apply -or $Rollback)) {
    Write-Output 'Nothing was changed. -Apply switches the check off, -Rollback switches it on again.'
    return
}
if ([IntPtr]::Size -ne 8) {
    throw 'A 32-bit PowerShell writes to another part of the registry: use the 64-bit one.'
}
if (-not (Test-Elevated)) {
    throw 'Run this in an elevated PowerShell (Run as administrator).'
}

$since = Get-Date
if ($Apply) {
    if (-not $PSCmdlet.ShouldProcess($path, 'Switch off the EKU check (a security fix) and restart RTCDATAMCU')) {
        return
    }
    Set-OptOut $path
}
else {
    if (-not $PSCmdlet.ShouldProcess($path, 'Switch on the EKU check and restart RTCDATAMCU')) {
        return
    }
    Remove-OptOut $path
}
if ((Test-OptOut $path) -ne [bool] $Apply) {
    throw 'The registry does not hold what was written.'
}
Restart-DataMcu
Show-State $path
Show-Events $since
