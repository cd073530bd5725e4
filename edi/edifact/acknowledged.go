package edifact

import (
	"fmt"
	"strconv"

	"github.com/wharf-edi/wharf/edi"
)

// ReadAcknowledgment reads a CONTRL. Its errors are in words, with the sender's
// codes. It answers an error for other messages and for one that lacks UCI.
func ReadAcknowledgment(m *edi.Message) (*edi.Acknowledged, error) {
	if m.Type != "CONTRL" {
		return nil, fmt.Errorf("message %s %s: not a CONTRL", m.Type, m.Control)
	}
	var a *edi.Acknowledged
	errs := new([]string) // of the level that is open
	where := ""
	for n := range m.Segments {
		s := &m.Segments[n]
		if a == nil && s.Tag != "UCI" {
			continue
		}
		switch s.Tag {
		case "UCI":
			a = &edi.Acknowledged{Control: trim(s.Element(1)), Code: trim(s.Element(4))}
			a.Accepted = accepted(a.Code)
			errs = &a.Errors
			note(errs, "", s.Element(5))
		case "UCF":
			errs = &a.Errors
			a.Accepted = a.Accepted && accepted(s.Element(4))
			note(errs, "group "+s.Element(1)+": ", s.Element(5))
		case "UCM":
			a.Messages = append(a.Messages, edi.AcknowledgedMessage{
				Control: trim(s.Element(1)), Type: trim(s.Component(2, 1)), Code: trim(s.Element(3)), Accepted: accepted(s.Element(3)),
			})
			errs = &a.Messages[len(a.Messages)-1].Errors
			note(errs, "", s.Element(4))
		case "UCS":
			where = "segment " + s.Element(1)
			note(errs, where+": ", s.Element(2))
		case "UCD":
			note(errs, where+elementWords(s)+": ", s.Element(1))
		}
	}
	if a == nil {
		return nil, fmt.Errorf("message %s %s: UCI is missing", m.Type, m.Control)
	}
	return a, nil
}

// accepted says that an action (0083) lets the level pass, though not all below.
func accepted(action string) bool {
	switch trim(action) {
	case "1", "2", "3", "5", acknowledged, "8":
		return true
	}
	return false
}

// elementWords says what UCD says of the place. Its count includes the name.
func elementWords(s *edi.Segment) string {
	n, err := strconv.Atoi(s.Component(2, 1))
	if err != nil || n < 2 {
		return ""
	}
	text := fmt.Sprintf(", element %d", n-1)
	if c := s.Component(2, 2); c != "" {
		text += "-" + c
	}
	return text
}

// note adds a code (0085) in words.
func note(errs *[]string, where, code string) {
	if code == "" {
		return
	}
	text := "code " + code
	if c, ok := edi.EDIFACTError.Code(code); ok {
		text = fmt.Sprintf("%s (%s)", c.Text(), code)
	}
	*errs = append(*errs, where+text)
}
