package x12

import (
	"fmt"

	"github.com/wharf-edi/wharf/edi"
)

// ReadAcknowledgment reads a 997 or 999. Its errors are in words, with the
// sender's codes. It answers an error for other messages and for one that lacks
// AK1 or AK9.
func ReadAcknowledgment(m *edi.Message) (*edi.Acknowledged, error) {
	if m.Type != "997" && m.Type != "999" {
		return nil, fmt.Errorf("message %s %s: not a 997 or 999", m.Type, m.Control)
	}
	a := &edi.Acknowledged{}
	begun, ended := false, false
	var open *edi.AcknowledgedMessage // of AK2, while it lasts
	segment := ""                     // of AK3
	for n := range m.Segments {
		s := &m.Segments[n]
		switch s.Tag {
		case "AK1":
			begun = true
			a.Control = trim(s.Element(2))
		case "AK2":
			a.Messages = append(a.Messages, edi.AcknowledgedMessage{Type: trim(s.Element(1)), Control: trim(s.Element(2))})
			open, segment = &a.Messages[len(a.Messages)-1], ""
		case "AK3", "IK3":
			segment = fmt.Sprintf("segment %s, %s", s.Element(2), s.Element(1))
			if open != nil && s.Element(4) != "" && s.Element(4) != "8" {
				open.Errors = append(open.Errors, segment+": "+words(edi.X12Segment, s.Element(4)))
			}
		case "AK4", "IK4":
			if open != nil {
				open.Errors = append(open.Errors, segment+elementWords(s))
			}
		case "AK5", "IK5":
			if open != nil {
				open.Code = trim(s.Element(1))
				open.Accepted = open.Code == "A" || open.Code == "E"
				for e := 2; e <= 6; e++ {
					if code := s.Element(e); code != "" {
						open.Errors = append(open.Errors, words(edi.X12Message, code))
					}
				}
			}
			open = nil
		case "AK9":
			ended = true
			a.Code = trim(s.Element(1))
			a.Accepted = a.Code == "A" || a.Code == "E"
			for e := 5; e <= 9; e++ {
				if code := s.Element(e); code != "" {
					a.Errors = append(a.Errors, words(edi.X12Group, code))
				}
			}
		}
	}
	if !begun || !ended {
		return nil, fmt.Errorf("message %s %s: AK1 or AK9 is missing", m.Type, m.Control)
	}
	return a, nil
}

// elementWords says what AK4 says.
func elementWords(s *edi.Segment) string {
	where := s.Element(1)
	if len(where) == 1 {
		where = "0" + where
	}
	if c := s.Component(1, 2); c != "" {
		where += "-" + c
	}
	text := where + ": " + words(edi.X12Element, s.Element(3))
	if v := s.Element(4); v != "" {
		text += fmt.Sprintf(": %q", v)
	}
	return text
}

// words is a code of the sender with what it means.
func words(l edi.List, code string) string {
	if c, ok := l.Code(code); ok {
		return fmt.Sprintf("%s (%s)", c.Text(), code)
	}
	return "code " + code
}
