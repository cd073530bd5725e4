package x12

import (
	"fmt"
	"strconv"

	"github.com/wharf-edi/wharf/edi"
)

// ReadAcknowledgment reads a 997 or 999. Its errors are in words, with the
// sender's codes. It answers an error for other messages and for one that lacks
// AK1 or AK9.
func ReadAcknowledgment(m *edi.Message) (*edi.Acknowledged, error) {
	if m.Type != "997" && m.Type != "999" {
		return nil, fmt.Errorf("message %s %s: not a 997 or 999", m.Type, m.Control)
	}
	a := &edi.Acknowledged{Group: true}
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
	doubts(m, a)
	return a, nil
}

// doubts compares the verdict on the group (AK9) with what is said of its messages.
func doubts(m *edi.Message, a *edi.Acknowledged) {
	end := &m.Segments[len(m.Segments)-1]
	for n := range m.Segments {
		if m.Segments[n].Tag == "AK9" {
			end = &m.Segments[n]
		}
	}
	doubt := func(format string, args ...any) { a.Doubts = append(a.Doubts, fmt.Sprintf(format, args...)) }
	accepted := 0
	for _, one := range a.Messages {
		if one.Accepted {
			accepted++
		}
	}
	received, _ := strconv.Atoi(trim(end.Element(3)))
	taken, _ := strconv.Atoi(trim(end.Element(4)))
	rejected := len(a.Messages) - accepted
	switch {
	case received < len(a.Messages):
		doubt("AK903 says %d messages, AK2 names %d", received, len(a.Messages))
	case taken > received:
		doubt("AK904 accepts %d messages of %d", taken, received)
	case a.Code != "R" && taken != received-rejected && (len(a.Messages) == received || taken > received-rejected):
		doubt("AK904 accepts %d messages, AK5 rejects %d of %d", taken, rejected, received)
	}
	if a.Accepted && rejected > 0 {
		doubt("AK901 accepts the group, AK5 rejects %d messages", rejected)
	}
	if a.Code == "R" && accepted > 0 {
		doubt("AK901 rejects the group, AK5 accepts %d messages", accepted)
	}
}

// ReadTA1 reads a TA1: what the partner says about the envelope of an interchange
// that we sent.
func ReadTA1(s *edi.Segment) (*edi.Acknowledged, error) {
	if s.Tag != "TA1" || trim(s.Element(1)) == "" || trim(s.Element(4)) == "" {
		return nil, fmt.Errorf("%s: not a TA1 with a control number and a verdict", s.Pos)
	}
	a := &edi.Acknowledged{Control: trim(s.Element(1)), Code: trim(s.Element(4))}
	a.Accepted = a.Code == "A" || a.Code == "E"
	if note := trim(s.Element(5)); note != "" && note != "000" {
		a.Errors = append(a.Errors, words(edi.X12Interchange, note))
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
