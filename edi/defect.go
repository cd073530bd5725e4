package edi

// Severity says what a defect does to the message it is in.
type Severity int

// The severities.
const (
	Warn   Severity = iota // told, not acted on
	Note                   // the message is processed, and the acknowledgment notes the error
	Reject                 // the message is not processed
)

// Code names a kind of defect. The codes are ours, one word for both standards;
// a table in this package maps each to X12 data elements 716, 718, 720, 723 and
// 105 (I18) and to EDIFACT 0085.
type Code string

// A Defect is a departure from the envelope's rules, a message definition or a
// partner's guideline. It does not stop the reading: the defects of a message
// decide what the acknowledgment says about it.
type Defect struct {
	Pos      Pos
	Code     Code
	Severity Severity
	Value    string // what was there, cut to 99 characters (X12 data element 724)
	Text     string // in words for a person, without the position and the value
}

// String is the position, the text and the value.
func (d Defect) String() string {
	s := d.Pos.String() + ": " + d.Text
	if d.Value != "" {
		s += ": \"" + d.Value + "\""
	}
	return s
}

// maxValue is how much of a wrong value is kept: X12 data element 724.
const maxValue = 99

// NewDefect is a defect in the words of its code. A value is cut to its first 99
// characters.
func NewDefect(p Pos, c Code, s Severity, value string) Defect {
	if len(value) > maxValue {
		cut := []rune(value)
		if len(cut) > maxValue {
			value = string(cut[:maxValue])
		}
	}
	return Defect{Pos: p, Code: c, Severity: s, Value: value, Text: c.Text()}
}
