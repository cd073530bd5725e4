package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/jsonform"
)

func ediSplitCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "split [FILE] --out FOLDER",
		Short: "write each message, or interchange, into a file of its own",
		Long: `Split writes each message of FILE, or of standard input, into a file of its own in FOLDER,
which is made, or is empty. Each file is a whole interchange: the header, the group
and the bytes of the message as they were, and trailers that count what is in it. It
prints the names, which are made of sender, type and control numbers.

    wharf edi split --out messages day.x12
    wharf edi split --out hundreds --messages 100 day.x12
    wharf edi split --out interchanges --interchanges mailbox.edi`,
		Args: cobra.MaximumNArgs(1),
	}
	out := c.Flags().String("out", "", "the folder for the files")
	whole := c.Flags().Bool("interchanges", false, "a file for each interchange, its bytes as they were")
	most := c.Flags().Int("messages", 1, "how many messages of an interchange go into a file")
	c.MarkFlagsMutuallyExclusive("interchanges", "messages")
	_ = c.MarkFlagRequired("out") // there is such a flag
	c.RunE = func(_ *cobra.Command, args []string) error {
		if *most < 1 {
			return fmt.Errorf("--messages %d: it is 1 or more", *most)
		}
		in, err := openInput(w, args)
		if err != nil {
			return err
		}
		defer in.close()
		d, standard, err := in.dialect()
		if err != nil {
			return err
		}
		if err := emptyFolder(*out); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
		s := &splitter{src: d.reader(in), most: *most, whole: *whole, files: splitFiles{folder: *out, suffix: d.suffix, names: in.bar.under(w.out)}}
		s.form = splitForms[standard]
		err = s.run()
		if closed := s.files.abandon(); err == nil {
			err = closed
		}
		in.bar.clear()
		if err != nil {
			return in.failed(err)
		}
		if s.outside > 0 {
			fmt.Fprintf(w.err, "%s: %s outside of messages left out\n", printable(in.name), count(s.outside, "segment"))
		}
		if s.broken > 0 {
			return in.failed(fmt.Errorf("%s without a trailer, written as it is", count(s.broken, "message")))
		}
		return nil
	}
	return c
}

// emptyFolder makes a folder, or sees that it is empty: what is there is not written
// over, and what is written is all that is there.
func emptyFolder(name string) error {
	if err := os.MkdirAll(name, 0o700); err != nil {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() // it was only read
	if _, err := f.Readdirnames(1); !errors.Is(err, io.EOF) {
		if err == nil {
			err = fmt.Errorf("%s is not empty; name a new folder", name)
		}
		return err
	}
	return nil
}

// splitForm is what differs between the standards.
type splitForm struct {
	group, groupTrailer     string
	messageTrailer, trailer string
	groupControl, control   int  // elements of the headers
	countsMessages          bool // the trailer, where there are no groups
	header                  string
}

var splitForms = map[edi.Standard]splitForm{
	edi.X12:     {"GS", "GE", "SE", "IEA", 6, 13, false, "ISA"},
	edi.EDIFACT: {"UNG", "UNE", "UNT", "UNZ", 5, 5, true, "UNB"},
}

// splitter copies segments into files.
type splitter struct {
	src   jsonform.Segments
	form  splitForm
	files splitFiles
	most  int
	whole bool

	i       *edi.Interchange // the open one
	m       *edi.Message     // the open one
	header  []byte           // of the interchange
	release byte             // that its header may use
	element byte
	group   []byte // header of the open group; nil outside of one
	end     []byte // what follows the data of a segment

	written  bool // the open group's header is in the open file
	messages int  // in the open file
	inGroup  int  // in the open group of the open file
	groups   int  // in the open file

	outside int // segments that are in no file
	broken  int // messages without a trailer
}

func (s *splitter) run() error {
	for {
		seg, err := s.src.ReadSegment()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if i := s.src.Interchange(); i != nil && i != s.i {
			if err := s.interchange(i); err != nil {
				return err
			}
		}
		if err != nil {
			if s.m != nil && !s.whole {
				s.broken++
			}
			return s.finish()
		}
		raw := seg.Raw()
		if int64(len(raw)) != seg.End-seg.Offset {
			return fmt.Errorf("the segment %s at byte %d has %d bytes, which is too much to be held", printable(seg.Name()), seg.Offset, seg.End-seg.Offset)
		}
		if s.whole {
			s.m = s.src.Message()
			s.files.write(raw)
			continue
		}
		if err := s.segment(seg, raw); err != nil {
			return err
		}
	}
}

// interchange begins one.
func (s *splitter) interchange(i *edi.Interchange) error {
	if s.m != nil && !s.whole {
		s.broken++
	}
	s.m = nil
	if err := s.finish(); err != nil {
		return err
	}
	s.i, s.group = i, nil
	raw := i.Header.Raw
	at := bytes.Index(raw, []byte(s.form.header))
	if at < 0 || at+len(s.form.header) >= len(raw) {
		return nil // what seemed to be one
	}
	s.header = bytes.Clone(raw)
	s.element, s.release = raw[at+3], 0
	switch {
	case at >= 8:
		s.release = raw[6]
	case s.form.header == "UNB":
		s.release = '?'
	}
	if !s.whole {
		return nil
	}
	if err := s.files.create(i.Sender.ID, i.Control); err != nil {
		return err
	}
	s.files.write(s.header)
	return nil
}

// segment copies a segment into the file that it belongs into.
func (s *splitter) segment(seg *edi.RawSegment, raw []byte) error {
	before, now := s.m, s.src.Message()
	s.m = now
	tag := seg.Name()
	switch {
	case now != nil && now == before:
		s.files.write(raw)
		return nil
	case before != nil && now == nil && tag == s.form.messageTrailer:
		s.files.write(raw)
		if s.messages >= s.most {
			return s.finish()
		}
		return nil
	case before != nil:
		s.broken++
	}
	switch {
	case now != nil:
		return s.message(now, seg, raw)
	case tag == s.form.group:
		s.closeGroup()
		s.group = bytes.Clone(raw)
	case tag == s.form.groupTrailer:
		s.closeGroup()
		s.group = nil
	case tag == s.form.trailer:
		return s.finish()
	default:
		s.outside++
	}
	return nil
}

// message begins one, in a new file if the open one is full.
func (s *splitter) message(m *edi.Message, seg *edi.RawSegment, raw []byte) error {
	if s.messages >= s.most {
		if err := s.finish(); err != nil {
			return err
		}
	}
	s.end = append(s.end[:0], raw[len(seg.Body()):]...)
	if !s.files.open() {
		if err := s.files.create(s.i.Sender.ID, m.Type, s.i.Control, m.Control); err != nil {
			return err
		}
		s.files.write(s.header)
	}
	if s.group != nil && !s.written {
		s.files.write(s.group)
		s.written = true
		s.groups++
	}
	s.files.write(raw)
	s.messages++
	s.inGroup++
	return nil
}

// closeGroup writes the trailer of the open group.
func (s *splitter) closeGroup() {
	if s.written && s.files.open() {
		s.trailer(s.form.groupTrailer, s.inGroup, s.rawElement(s.group, s.form.group, s.form.groupControl))
	}
	s.written, s.inGroup = false, 0
}

// finish ends the open file.
func (s *splitter) finish() error {
	if s.files.open() && !s.whole {
		s.closeGroup()
		n := s.groups
		if n == 0 && s.form.countsMessages {
			n = s.messages
		}
		s.trailer(s.form.trailer, n, s.rawElement(s.header, s.form.header, s.form.control))
	}
	s.messages, s.groups, s.inGroup, s.written = 0, 0, 0, false
	return s.files.close()
}

func (s *splitter) trailer(tag string, n int, control []byte) {
	s.files.write(fmt.Appendf(nil, "%s%c%d%c%s%s", tag, s.element, n, s.element, control, s.end))
}

// rawElement is element n of a segment as it stands, without line breaks in it.
func (s *splitter) rawElement(raw []byte, tag string, n int) []byte {
	at := bytes.Index(raw, []byte(tag))
	var out []byte
	released := false
	for _, c := range raw[max(0, at):] {
		switch {
		case c == '\r' || c == '\n':
			continue
		case released:
			released = false
		case c == s.release && c != 0:
			released = true
		case c == s.element:
			n--
			continue
		case len(s.end) > 0 && c == s.end[0]:
			return out
		}
		if n < 0 {
			return out
		}
		if n == 0 {
			out = append(out, c)
		}
	}
	return out
}
