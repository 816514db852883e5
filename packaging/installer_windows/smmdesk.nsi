; The installer for one person, without an administrator: /S installs silently, uninstall.exe /S takes it away silently.
; Defined by packaging/windows.py: SOURCE OUTFILE VERSION NUMBERS ICON EXE ARGUMENTS CONSOLE CONSOLE_ARGUMENTS SIZE_KB
Unicode true
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"

Name "smmdesk"
OutFile "${OUTFILE}"
InstallDir "$LOCALAPPDATA\Programs\smmdesk"
InstallDirRegKey HKCU "Software\smmdesk" "Folder"
RequestExecutionLevel user
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "smmdesk"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "smmdesk"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

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

; The tasks that "Start with the computer" and "Publish without the window" make (smmdesk/system/at_login.py). One that
; is not there is no fault: what the system's tool answers is not looked at.
!macro TASK WORD NAME
  nsExec::Exec '"$SYSDIR\schtasks.exe" /${WORD} /TN smmdesk-${NAME}'
  Pop $0
!macroend

!macro WAIT_UNTIL_CLOSED AGAIN
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    StrCpy $1 0
    ${AGAIN}:
    ClearErrors
    FileOpen $0 "$INSTDIR\${EXE}" a
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

Section
  !insertmacro TASK End engine
  !insertmacro WAIT_UNTIL_CLOSED before_files
  RMDir /r "$INSTDIR"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\smmdesk.lnk" "$INSTDIR\${EXE}" '${ARGUMENTS}' "$INSTDIR\smmdesk.ico"
  WriteRegStr HKCU "Software\smmdesk" "Folder" "$INSTDIR"
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
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "smmdesk"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  !insertmacro TASK Run engine
SectionEnd

Section "Uninstall"
  !insertmacro TASK End engine
  !insertmacro WAIT_UNTIL_CLOSED before_leaving
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
  DeleteRegKey HKCU "Software\smmdesk"
  !insertmacro TASK "Delete /F" engine
  !insertmacro TASK "Delete /F" window
  RMDir /r "$INSTDIR"
SectionEnd
