package edi

import "slices"

// The codes. Each has a row in codeTable.
const (
	// Envelope: interchange, group, message header and trailer.
	CodeControlDiffers   Code = "control-differs"
	CodeCountDiffers     Code = "count-differs"
	CodeTrailerMissing   Code = "trailer-missing"
	CodeControlRepeated  Code = "control-repeated"
	CodeControlInvalid   Code = "control-invalid"
	CodeTypeInvalid      Code = "type-invalid"
	CodeTypeNotInGroup   Code = "type-not-in-group"
	CodeTypeUnknown      Code = "type-unknown"
	CodeVersionUnknown   Code = "version-unknown"
	CodeHeaderInvalid    Code = "header-invalid"
	CodeLayout           Code = "layout"
	CodeDelimiterInvalid Code = "delimiter-invalid"
	CodeStray            Code = "stray"
	CodeEmpty            Code = "empty"
	CodeGroupsMixed      Code = "groups-mixed"
	CodeTooLarge         Code = "too-large"
	CodeCharset          Code = "charset"
	CodeReceiverUnknown  Code = "receiver-unknown"
	CodeSenderUnknown    Code = "sender-unknown"
	CodeEnvelopeRejected Code = "envelope-rejected" // of a message: its group or interchange is

	// Segments in a message.
	CodeSegmentUnknown      Code = "segment-unknown"
	CodeSegmentUnexpected   Code = "segment-unexpected"
	CodeSegmentMissing      Code = "segment-missing"
	CodeLoopOverMax         Code = "loop-over-max"
	CodeSegmentOverMax      Code = "segment-over-max"
	CodeSegmentNotInMessage Code = "segment-not-in-message"
	CodeSegmentOutOfOrder   Code = "segment-out-of-order"
	CodeSegmentErrors       Code = "segment-errors"

	// Elements in a segment.
	CodeMandatoryMissing   Code = "mandatory-missing"
	CodeConditionMissing   Code = "condition-missing"
	CodeTooManyElements    Code = "too-many-elements"
	CodeTooShort           Code = "too-short"
	CodeTooLong            Code = "too-long"
	CodeBadCharacter       Code = "bad-character"
	CodeBadValue           Code = "bad-value"
	CodeBadDate            Code = "bad-date"
	CodeBadTime            Code = "bad-time"
	CodeExcluded           Code = "excluded"
	CodeTooManyRepetitions Code = "too-many-repetitions"
	CodeTooManyComponents  Code = "too-many-components"
	CodeTrailingSeparators Code = "trailing-separators"
	CodeNotUsed            Code = "not-used-by-guideline"
	CodeNotAgreed          Code = "not-agreed-by-guideline"
	CodeDigitMissing       Code = "digit-missing"
)

// List names a code list of the standards.
type List int

// The lists. X12 numbers are those of 004010 and 005010.
const (
	X12Interchange List = iota // X12 data element I18, TA105
	X12Group                   // 716, AK905
	X12Message                 // 718, AK502
	X12Segment                 // 720, AK304
	X12Element                 // 723, AK403
	EDIFACTError               // EDIFACT 0085
	lists
)

// codeRow says how each list names a defect; empty where the list has no word for it.
type codeRow struct {
	code  Code
	names [lists]string // in the order of the lists
	text  string
}

// codeTable is in the order in which List.Code prefers, but for those in telling.
var codeTable = []codeRow{
	{CodeControlDiffers, [lists]string{"001", "4", "3", "", "", "28"}, "control number of the trailer differs from the header"},
	{CodeCountDiffers, [lists]string{"021", "5", "4", "", "", "29"}, "count in the trailer is wrong"},
	{CodeTrailerMissing, [lists]string{"023", "3", "2", "", "", "13"}, "trailer is missing"},
	{CodeControlRepeated, [lists]string{"025", "19", "23", "", "", "26"}, "control number was used before"},
	{CodeControlInvalid, [lists]string{"018", "6", "7", "", "", "12"}, "control number is invalid"},
	{CodeTypeInvalid, [lists]string{"024", "1", "6", "", "", "12"}, "message type is missing or invalid"},
	{CodeTypeNotInGroup, [lists]string{"022", "1", "18", "", "", "31"}, "message does not belong into this group"},
	{CodeTypeUnknown, [lists]string{"024", "1", "1", "", "", "14"}, "message type is not supported"},
	{CodeVersionUnknown, [lists]string{"003", "2", "1", "", "", "3"}, "version is not supported"},
	{CodeHeaderInvalid, [lists]string{"024", "6", "7", "", "", "12"}, "header holds an invalid value"},
	{CodeLayout, [lists]string{"022", "6", "5", "", "", "18"}, "layout departs from the standard"},
	{CodeDelimiterInvalid, [lists]string{"027", "6", "5", "", "", "20"}, "delimiter is invalid"},
	{CodeStray, [lists]string{"022", "5", "18", "", "", "33"}, "data stands outside of a message"},
	{CodeEmpty, [lists]string{"022", "5", "5", "", "", "32"}, "nothing stands between header and trailer"},
	{CodeGroupsMixed, [lists]string{"022", "5", "18", "", "", "30"}, "message stands outside of the groups"},
	{CodeTooLarge, [lists]string{"024", "5", "5", "", "", "18"}, "a limit of size is exceeded"},
	{CodeCharset, [lists]string{"024", "6", "5", "", "", "21"}, "text is not in the declared character set"},
	{CodeReceiverUnknown, [lists]string{"009", "8", "", "", "", "43"}, "receiver is not known here"},
	{CodeSenderUnknown, [lists]string{"006", "7", "", "", "", "23"}, "sender is not known here"},
	{CodeEnvelopeRejected, [lists]string{"022", "", "", "", "", "18"}, "what holds the message is rejected"},

	{CodeSegmentUnknown, [lists]string{"024", "", "5", "1", "", "15"}, "segment is not known"},
	{CodeSegmentUnexpected, [lists]string{"024", "", "5", "2", "", "15"}, "segment is not expected here"},
	{CodeSegmentMissing, [lists]string{"024", "", "5", "3", "", "13"}, "mandatory segment is missing"},
	{CodeLoopOverMax, [lists]string{"024", "", "5", "4", "", "36"}, "group of segments occurs too often"},
	{CodeSegmentOverMax, [lists]string{"024", "", "5", "5", "", "35"}, "segment occurs too often"},
	{CodeSegmentNotInMessage, [lists]string{"024", "", "5", "6", "", "15"}, "segment is not part of this message"},
	{CodeSegmentOutOfOrder, [lists]string{"024", "", "5", "7", "", "15"}, "segment is out of order"},
	{CodeSegmentErrors, [lists]string{"024", "", "5", "8", "", "12"}, "segment has errors in its elements"},

	{CodeMandatoryMissing, [lists]string{"024", "", "5", "8", "1", "13"}, "mandatory data is missing"},
	{CodeConditionMissing, [lists]string{"024", "", "5", "8", "2", "13"}, "element is missing beside those that need it"},
	{CodeTooManyElements, [lists]string{"024", "", "5", "8", "3", "16"}, "segment has too many elements"},
	{CodeTooShort, [lists]string{"024", "", "5", "8", "4", "40"}, "value is too short"},
	{CodeTooLong, [lists]string{"024", "", "5", "8", "5", "39"}, "value is too long"},
	{CodeBadCharacter, [lists]string{"024", "", "5", "8", "6", "37"}, "value has characters that its type does not allow"},
	{CodeBadValue, [lists]string{"024", "", "5", "8", "7", "12"}, "value is not one of the codes"},
	{CodeBadDate, [lists]string{"014", "", "5", "8", "8", "12"}, "date is invalid"},
	{CodeBadTime, [lists]string{"015", "", "5", "8", "9", "12"}, "time is invalid"},
	{CodeExcluded, [lists]string{"024", "", "5", "8", "10", "15"}, "element may not stand beside another that is there"},
	{CodeTooManyRepetitions, [lists]string{"024", "", "5", "8", "12", "35"}, "element is repeated too often"},
	{CodeTooManyComponents, [lists]string{"024", "", "5", "8", "13", "16"}, "element has too many components"},
	{CodeTrailingSeparators, [lists]string{"024", "", "5", "8", "3", "16"}, "empty elements stand at the end"},
	{CodeNotUsed, [lists]string{"024", "", "5", "8", "10", "15"}, "element is not used between these partners"},
	{CodeNotAgreed, [lists]string{"024", "", "5", "8", "7", "14"}, "value is not one of those that these partners use"},
	{CodeDigitMissing, [lists]string{"024", "", "5", "8", "6", "38"}, "decimal mark stands without a digit on one side"},
}

// telling is which code a name means most likely where several rows share it and
// the first is not the one.
var telling = map[List]map[string]Code{
	X12Interchange: {"024": CodeSegmentErrors},
	X12Message:     {"5": CodeSegmentErrors},
	X12Segment:     {"8": CodeSegmentErrors},
	EDIFACTError:   {"12": CodeBadValue, "13": CodeMandatoryMissing, "15": CodeSegmentUnexpected, "16": CodeTooManyElements},
}

// Codes is every code of this package.
func Codes() []Code {
	codes := make([]Code, len(codeTable))
	for n, row := range codeTable {
		codes[n] = row.code
	}
	return codes
}

// In is the code's name in l, and false where l has none.
func (c Code) In(l List) (string, bool) {
	n := slices.IndexFunc(codeTable, func(r codeRow) bool { return r.code == c })
	if n < 0 || l < 0 || l >= lists {
		return "", false
	}
	name := codeTable[n].names[l]
	return name, name != ""
}

// TA105 is the code's name in X12 data element I18.
func (c Code) TA105() (string, bool) { return c.In(X12Interchange) }

// AK905 is the code's name in X12 data element 716.
func (c Code) AK905() (string, bool) { return c.In(X12Group) }

// AK502 is the code's name in X12 data element 718.
func (c Code) AK502() (string, bool) { return c.In(X12Message) }

// AK304 is the code's name in X12 data element 720.
func (c Code) AK304() (string, bool) { return c.In(X12Segment) }

// AK403 is the code's name in X12 data element 723.
func (c Code) AK403() (string, bool) { return c.In(X12Element) }

// Error0085 is the code's name in EDIFACT 0085.
func (c Code) Error0085() (string, bool) { return c.In(EDIFACTError) }

// Text is the code in words, and the code itself where it is not ours.
func (c Code) Text() string {
	if n := slices.IndexFunc(codeTable, func(r codeRow) bool { return r.code == c }); n >= 0 {
		return codeTable[n].text
	}
	return string(c)
}

// Code is our code for a name in the list: the most telling one where several
// share the name, and false where none has it.
func (l List) Code(name string) (Code, bool) {
	if name == "" || l < 0 || l >= lists {
		return "", false
	}
	if c, ok := telling[l][name]; ok {
		return c, true
	}
	for _, row := range codeTable {
		if row.names[l] == name {
			return row.code, true
		}
	}
	return "", false
}
