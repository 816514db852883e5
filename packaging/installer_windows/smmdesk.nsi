; The installer for one person, without an administrator: /S installs silently, uninstall.exe /S takes it away silently.
; Ends with 0 done, 1 left by the person, 2 broken off, 3 smmdesk is open, 4 this Windows is too old, 5 no room, 6 a newer
; version is there. Defined by packaging/windows.py: SOURCE OUTFILE VERSION NUMBERS MAKER LICENCE ICON EXE ARGUMENTS CONSOLE
; CONSOLE_ARGUMENTS SIZE_KB NEEDED_MB
Unicode true
ManifestDPIAware true
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"
!include "WordFunc.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

Name "smmdesk"
BrandingText "smmdesk ${VERSION}"
OutFile "${OUTFILE}"
InstallDir "$LOCALAPPDATA\Programs\smmdesk"
InstallDirRegKey HKCU "Software\smmdesk" "Folder"
RequestExecutionLevel user
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "smmdesk"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "smmdesk"
VIAddVersionKey "CompanyName" "${MAKER}"
VIAddVersionKey "LegalCopyright" "${LICENCE}"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\smmdesk"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION Start
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Italian"

LangString IS_OPEN ${LANG_ENGLISH} "smmdesk is open. Close it, also beside the clock, then go on."
LangString IS_OPEN ${LANG_ITALIAN} "smmdesk è aperto. Chiudilo, anche vicino all'orologio, poi continua."
LangString TAKE_DATA ${LANG_ENGLISH} "Take your calendar away too?$\r$\n$\r$\nNo: your posts and photos stay on this computer.$\r$\nYes: they are packed into one archive in your Documents first, then taken away."
LangString TAKE_DATA ${LANG_ITALIAN} "Togliere anche il tuo calendario?$\r$\n$\r$\nNo: i post e le foto restano su questo computer.$\r$\nSì: prima vengono messi in un unico archivio nei Documenti, poi tolti."
LangString ARCHIVE ${LANG_ENGLISH} "smmdesk archive"
LangString ARCHIVE ${LANG_ITALIAN} "Archivio di smmdesk"
LangString DATA_KEPT ${LANG_ENGLISH} "The archive could not be made, so nothing of yours was taken away."
LangString DATA_KEPT ${LANG_ITALIAN} "Non è stato possibile creare l'archivio: niente di tuo è stato tolto."

LangString TOO_OLD ${LANG_ENGLISH} "smmdesk needs Windows 10 (64 bit) or newer."
LangString TOO_OLD ${LANG_ITALIAN} "smmdesk ha bisogno di Windows 10 (64 bit) o più recente."
LangString NO_ROOM ${LANG_ENGLISH} "There is too little room on this computer: smmdesk needs ${NEEDED_MB} MB. Make some room, then start this again."
LangString NO_ROOM ${LANG_ITALIAN} "Su questo computer c'è poco spazio: smmdesk ha bisogno di ${NEEDED_MB} MB. Fai un po' di spazio e avvialo di nuovo."
LangString NEWER ${LANG_ENGLISH} "A newer smmdesk is installed: $1. An older one can show your calendar, and change nothing in it.$\r$\n$\r$\nInstall ${VERSION} all the same?"
LangString NEWER ${LANG_ITALIAN} "È installato uno smmdesk più nuovo: $1. Uno più vecchio mostra il tuo calendario, ma non può cambiarlo.$\r$\n$\r$\nInstallare lo stesso ${VERSION}?"

; The tasks that "Start with the computer" and "Publish without the window" make, one for each data folder; the program
; notes them (smmdesk/system/at_login.py). One that starts another copy is not touched. One that is not there is no
; fault: what the system's tool answers is not looked at.
!define TASKS "Software\smmdesk\Tasks"
!macro TASK WORD NAME
  nsExec::Exec '"$SYSDIR\schtasks.exe" /${WORD} /TN "${NAME}"'
  Pop $R4
!macroend

!macro ENGINES WORD
  StrLen $R3 "$INSTDIR\"
  StrCpy $R0 0
  ${Do}
    EnumRegValue $R1 HKCU "${TASKS}" $R0
    ${IfThen} $R1 == "" ${|} ${ExitDo} ${|}
    IntOp $R0 $R0 + 1
    ReadRegStr $R2 HKCU "${TASKS}" $R1
    StrCpy $R2 $R2 $R3
    StrCpy $R4 $R1 "" -7
    ${If} $R2 == "$INSTDIR\"
    ${AndIf} $R4 == "-engine"
      !insertmacro TASK "${WORD}" $R1
    ${EndIf}
  ${Loop}
!macroend

!macro FORGET_TASKS
  StrLen $R3 "$INSTDIR\"
  StrCpy $R0 0
  ${Do}
    EnumRegValue $R1 HKCU "${TASKS}" $R0
    ${IfThen} $R1 == "" ${|} ${ExitDo} ${|}
    ReadRegStr $R2 HKCU "${TASKS}" $R1
    StrCpy $R2 $R2 $R3
    ${If} $R2 == "$INSTDIR\"
      !insertmacro TASK "Delete /F" $R1
      DeleteRegValue HKCU "${TASKS}" $R1
    ${Else}
      IntOp $R0 $R0 + 1
    ${EndIf}
  ${Loop}
!macroend

!macro WAIT_UNTIL_CLOSED AGAIN FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    StrCpy $1 0
    ${AGAIN}:
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      IntOp $1 $1 + 1
      ${If} $1 < 20 ; what was ended takes a moment
        Sleep 250
        Goto ${AGAIN}
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_OPEN)" /SD IDCANCEL IDRETRY ${AGAIN}
      SetErrorLevel 3
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Function Start
  Exec '"$INSTDIR\${EXE}" ${ARGUMENTS}'
FunctionEnd

Function .onInit
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  ReadRegStr $1 HKCU "Software\smmdesk" "Version"
  ${If} $1 != ""
    ${VersionCompare} $1 "${NUMBERS}" $0
    ${If} $0 = 1
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(NEWER)" /SD IDNO IDYES older_wanted
      SetErrorLevel 6
      Quit
      older_wanted:
    ${EndIf}
  ${EndIf}
  ${GetRoot} "$INSTDIR" $0
  ${DriveSpace} "$0\" "/D=F /S=M" $1
  ${If} $1 < ${NEEDED_MB}
    MessageBox MB_OK|MB_ICONSTOP "$(NO_ROOM)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
FunctionEnd

Section
  !insertmacro ENGINES End
  !insertmacro WAIT_UNTIL_CLOSED window_before_files "${EXE}"
  !insertmacro WAIT_UNTIL_CLOSED console_before_files "${CONSOLE}"
  RMDir /r "$INSTDIR"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\smmdesk.lnk" "$INSTDIR\${EXE}" '${ARGUMENTS}' "$INSTDIR\smmdesk.ico"
  WriteRegStr HKCU "Software\smmdesk" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\smmdesk" "Version" "${NUMBERS}"
  WriteRegStr HKCU "Software\Classes\smmdesk" "" "URL:smmdesk"
  WriteRegStr HKCU "Software\Classes\smmdesk" "URL Protocol" ""
  WriteRegStr HKCU "Software\Classes\smmdesk\DefaultIcon" "" "$INSTDIR\smmdesk.ico"
  WriteRegStr HKCU "Software\Classes\smmdesk\shell\open\command" "" '"$INSTDIR\${EXE}" ${ARGUMENTS} "%1"'
  WriteRegStr HKCU "Software\Classes\.smmdesk" "" "smmdesk.archive"
  WriteRegStr HKCU "Software\Classes\smmdesk.archive" "" "$(ARCHIVE)"
  WriteRegStr HKCU "Software\Classes\smmdesk.archive\DefaultIcon" "" "$INSTDIR\archive.ico"
  WriteRegStr HKCU "Software\Classes\smmdesk.archive\shell\open\command" "" '"$INSTDIR\${EXE}" ${ARGUMENTS} "%1"'
  ${RefreshShellIcons}
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "smmdesk"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\smmdesk.ico"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${MAKER}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  !insertmacro ENGINES Run
SectionEnd

Section "Uninstall"
  !insertmacro ENGINES End
  !insertmacro WAIT_UNTIL_CLOSED window_before_leaving "${EXE}"
  !insertmacro WAIT_UNTIL_CLOSED console_before_leaving "${CONSOLE}"
  ${If} ${FileExists} "$LOCALAPPDATA\smmdesk\desk.sqlite"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(TAKE_DATA)" /SD IDNO IDNO data_stays
    ${GetTime} "" "L" $1 $2 $3 $4 $5 $6 $7
    ClearErrors
    ExecWait '"$INSTDIR\${CONSOLE}" ${CONSOLE_ARGUMENTS} export --format archive "$DOCUMENTS\smmdesk $3-$2-$1 $5.$6.zip"' $0
    ${If} ${Errors}
    ${OrIf} $0 <> 0
      MessageBox MB_OK|MB_ICONINFORMATION "$(DATA_KEPT)" /SD IDOK
      Goto data_stays
    ${EndIf}
    RMDir /r "$LOCALAPPDATA\smmdesk"
    data_stays:
  ${EndIf}
  Delete "$SMPROGRAMS\smmdesk.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Classes\smmdesk"
  DeleteRegKey HKCU "Software\Classes\.smmdesk"
  DeleteRegKey HKCU "Software\Classes\smmdesk.archive"
  ${RefreshShellIcons}
  !insertmacro FORGET_TASKS
  DeleteRegKey /ifempty HKCU "${TASKS}"
  DeleteRegValue HKCU "Software\smmdesk" "Folder"
  DeleteRegValue HKCU "Software\smmdesk" "Version"
  DeleteRegKey /ifempty HKCU "Software\smmdesk"
  RMDir /r "$INSTDIR"
SectionEnd
