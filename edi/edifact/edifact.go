package edifact

import "github.com/wharf-edi/wharf/edi"

// Options bounds what Read takes.
type Options struct {
	MaxBytes    int64
	MaxSegments int
	MaxElements int
}

// Delimiters are the characters Write separates with.
type Delimiters struct {
	Element, Component, Repetition, Segment, Release byte
	Lines                                            bool
}

func Read(src []byte, opt *Options) ([]*edi.Interchange, error) { return nil, nil }

func Write(i *edi.Interchange, d Delimiters) ([]byte, error) { return nil, nil }

func Acknowledge(i *edi.Interchange) []*edi.Message { return nil }

func ReadAcknowledgment(m *edi.Message) (*edi.Acknowledged, error) { return nil, nil }
