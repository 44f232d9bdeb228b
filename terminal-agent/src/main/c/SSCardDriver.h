/*
 * SSCardDriver.h - the standard reader interface (LD/T 33-2015) as exports of libSSCardDriver.so.
 * 社会保障卡读写终端标准接口。
 *
 * The library holds no logic: each call goes to the terminal agent of this machine (sscard agent --classic) on
 * 127.0.0.1:12342, as a program of the agent's own operating-system user. SSCARD_AGENT_PORT names another port.
 *
 * Every function returns 0 for success and a negative code for failure (terminal interface, section 3), also step 1 of a
 * key-service exchange: a caller that takes any value <= 0 for failure has to compare with 0.
 *
 * Strings are GBK and end with NUL. pOutInfo takes data on success and a readable message on failure. A message, and what
 * iReadCardBas and the steps answer, has at most 255 bytes; iReadCard and iReadDebitRecord answer what was asked for, however
 * long. With SSCARD_OUT_BYTES=256 in the environment nothing longer than that buffer is written: the call answers -42.
 *
 * The steps of one exchange belong to one process. Calls of several threads are done one after the other.
 */
#ifndef SSCARDDRIVER_H
#define SSCARDDRIVER_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SSCARD_EXPORT __attribute__((visibility("default")))
#else
#define SSCARD_EXPORT
#endif

SSCARD_EXPORT long iReadCardBas(int iType, char *pOutInfo);
SSCARD_EXPORT long iReadCardBas_HSM_Step1(int iType, char *pOutInfo);
SSCARD_EXPORT long iReadCardBas_HSM_Step2(char *pKey, char *pOutInfo);

SSCARD_EXPORT long iReadCard(int iType, int iAuthType, char *pCardInfo, char *pFileAddr, char *pOutInfo);
SSCARD_EXPORT long iReadCard_HSM_Step1(int iType, char *pCardInfo, char *pFileAddr, char *pOutInfo);
SSCARD_EXPORT long iReadCard_HSM_Step2(char *pKey, char *pOutInfo);

SSCARD_EXPORT long iWriteCard(int iType, char *pCardInfo, char *pFileAddr, char *pWriteData, char *pOutInfo);
SSCARD_EXPORT long iWriteCard_HSM_Step1(int iType, char *pCardInfo, char *pFileAddr, char *pOutInfo);
SSCARD_EXPORT long iWriteCard_HSM_Step2(char *pKey, char *pWriteData, char *pOutInfo);

SSCARD_EXPORT long iVerifyPIN(int iType, char *pOutInfo);
SSCARD_EXPORT long iChangePIN(int iType, char *pOutInfo);

SSCARD_EXPORT long iReloadPIN(int iType, char *pCardInfo, char *pOutInfo);
SSCARD_EXPORT long iReloadPIN_HSM_Step1(int iType, char *pCardInfo, char *pOutInfo);
SSCARD_EXPORT long iReloadPIN_HSM_Step2(char *pKey, char *pOutInfo);
SSCARD_EXPORT long iReloadPIN_HSM_Step3(char *pKey, char *pOutInfo);

SSCARD_EXPORT long iUnblockPIN(int iType, char *pCardInfo, char *pOutInfo);
SSCARD_EXPORT long iUnblockPIN_HSM_Step1(int iType, char *pCardInfo, char *pOutInfo);
SSCARD_EXPORT long iUnblockPIN_HSM_Step2(char *pKey, char *pOutInfo);
SSCARD_EXPORT long iUnblockPIN_HSM_Step3(char *pKey, char *pOutInfo);

SSCARD_EXPORT long iDoDebit(int iType, char *pCardInfo, char *pPayInfo, char *pOutInfo);
SSCARD_EXPORT long iDoDebit_HSM_Step1(int iType, char *pCardInfo, char *pPayInfo, char *pOutInfo);
SSCARD_EXPORT long iDoDebit_HSM_Step2(char *pKey, char *pOutInfo);

SSCARD_EXPORT long iReadDebitRecord(int iType, char *pOutInfo);

/* Names that callers drifted to. */
SSCARD_EXPORT long iUnlockPIN(int iType, char *pCardInfo, char *pOutInfo);
SSCARD_EXPORT long iUnlockPIN_HSM_Step1(int iType, char *pCardInfo, char *pOutInfo);
SSCARD_EXPORT long iUnlockPIN_HSM_Step2(char *pKey, char *pOutInfo);
SSCARD_EXPORT long iUnlockPIN_HSM_Step3(char *pKey, char *pOutInfo);
SSCARD_EXPORT long iReadDebit(int iType, char *pOutInfo);

#ifdef __cplusplus
}
#endif

#endif
