package edi

import "bytes"

// Sniff says which standard src begins with: ISA is X12, UNA and UNB are EDIFACT.
// A byte order mark and white space before it do not count.
func Sniff(src []byte) (Standard, bool) {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	src = bytes.TrimLeft(src, " \t\r\n\x00")
	switch {
	case bytes.HasPrefix(src, []byte("ISA")):
		return X12, true
	case bytes.HasPrefix(src, []byte("UNA")), bytes.HasPrefix(src, []byte("UNB")):
		return EDIFACT, true
	}
	return "", false
}
