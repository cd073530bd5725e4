#include "textflag.h"

// One round looks at 16 bytes in X0 and leaves a bit for each special in AX.
#define ROUND(offset) \
	MOVOU   offset(SI), X0 \
	MOVO    X0, X1         \
	MOVO    X0, X2         \
	MOVO    X0, X3         \
	PCMPEQB X9, X1         \
	PCMPEQB X10, X2        \
	PCMPEQB X11, X3        \
	POR     X2, X1         \
	MOVO    X0, X4         \
	MOVO    X0, X5         \
	MOVO    X0, X6         \
	PCMPEQB X12, X4        \
	PCMPEQB X13, X5        \
	PCMPEQB X14, X6        \
	POR     X4, X3         \
	POR     X6, X5         \
	PCMPEQB X15, X0        \
	POR     X3, X1         \
	POR     X5, X0         \
	POR     X1, X0         \
	PMOVMSKB X0, AX

// func search(found *uint64, src *byte, words int, wide *byte)
TEXT ·search(SB), NOSPLIT, $0-32
	MOVQ  found+0(FP), DI
	MOVQ  src+8(FP), SI
	MOVQ  words+16(FP), CX
	MOVQ  wide+24(FP), DX
	MOVOU 0(DX), X9
	MOVOU 16(DX), X10
	MOVOU 32(DX), X11
	MOVOU 48(DX), X12
	MOVOU 64(DX), X13
	MOVOU 80(DX), X14
	MOVOU 96(DX), X15
	TESTQ CX, CX
	JLE   done

next:
	ROUND(0)
	MOVQ AX, R8
	ROUND(16)
	SHLQ $16, AX
	ORQ  AX, R8
	ROUND(32)
	SHLQ $32, AX
	ORQ  AX, R8
	ROUND(48)
	SHLQ $48, AX
	ORQ  AX, R8
	MOVQ R8, (DI)
	ADDQ $8, DI
	ADDQ $64, SI
	DECQ CX
	JNZ  next

done:
	RET
