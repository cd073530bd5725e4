package jsonform

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrForm is wrapped when input is JSON, or seems to be, but not this form.
var ErrForm = errors.New("not the JSON form of EDI")

// maxValue is how many bytes one segment, or another value that is held whole, may
// have in JSON.
const maxValue = 64 << 20

// Read writes the EDI of which src is the JSON form. It refuses what could not be
// read back as it is, and names the place: "interchanges[0].groups[0].messages[2]".
// An error of src or w is passed through.
func Read(w io.Writer, src io.Reader) error {
	out := bufio.NewWriterSize(w, 64<<10)
	in := &bounded{src: src, left: maxValue}
	r := &reader{w: out, in: in, d: json.NewDecoder(in)}
	r.d.DisallowUnknownFields()
	if err := r.object(levelFile); err != nil {
		return r.placed(err)
	}
	if !r.formed {
		return fmt.Errorf(`%w: there is no field "form"`, ErrForm)
	}
	if _, err := r.d.Token(); !errors.Is(err, io.EOF) {
		return r.placed(errors.New("more follows behind the end"))
	}
	return out.Flush()
}

// bounded is input of which not more than left is read.
type bounded struct {
	src  io.Reader
	left int
	err  error // of src
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("a value of more than %d MiB", maxValue>>20)
	}
	n, err := b.src.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// reader writes segments as it finds them.
type reader struct {
	w      *bufio.Writer
	in     *bounded
	d      *json.Decoder
	style  *style // of the interchange
	formed bool
	path   []string // of what is being read
	buf    []byte
}

// placed is err with the place where it came up.
func (r *reader) placed(err error) error {
	if r.in.err != nil {
		return r.in.err
	}
	if failed, ok := errors.AsType[*writeError](err); ok {
		return failed.err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the input breaks off")
	}
	where := strings.ReplaceAll(strings.Join(r.path, "."), ".[", "[")
	if where == "" {
		return fmt.Errorf("%w: byte %d: %w", ErrForm, r.d.InputOffset(), err)
	}
	return fmt.Errorf("%w: %s, byte %d: %w", ErrForm, where, r.d.InputOffset(), err)
}

// A writeError is what the output answers.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }

// field is a field of an object and how it is read.
type field struct {
	name string
	read func(r *reader) error
	free bool // it may stand anywhere
}

// fields are those of an object, in the order of their names, which is that in which
// they are needed.
func fields(level int) []field {
	about := field{"about", (*reader).skip, true}
	header, trailer := field{"header", (*reader).segment, false}, field{"trailer", (*reader).segment, false}
	loose := func(name string) field { return field{name, (*reader).segments, false} }
	inside := func(name string, level int) field {
		return field{name, func(r *reader) error {
			return r.array(func() error { return r.object(level) })
		}, false}
	}
	switch level {
	case levelFile:
		return []field{loose("before"), {"form", (*reader).form, true}, inside("interchanges", levelInterchange)}
	case levelInterchange:
		return []field{about, {"envelope", (*reader).envelope, false}, inside("groups", levelGroup), trailer, loose("trailing")}
	case levelGroup:
		return []field{about, header, loose("loose"), inside("messages", levelMessage), trailer, loose("trailing")}
	}
	return []field{about, header, loose("segments"), trailer, loose("trailing")}
}

// object reads an object of a level.
func (r *reader) object(level int) error {
	if err := r.delimiter('{', "an object"); err != nil {
		return err
	}
	if level == levelInterchange {
		r.style = nil
	}
	all, last := fields(level), -1
	for r.d.More() {
		t, err := r.token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		r.path = append(r.path, name)
		n := slices.IndexFunc(all, func(f field) bool { return f.name == name })
		switch {
		case n < 0:
			return errors.New("there is no such field here")
		case all[n].free:
		case n == last:
			return errors.New("stands there twice")
		case n < last:
			return fmt.Errorf("must stand before %q", all[last].name)
		default:
			last = n
		}
		if err := all[n].read(r); err != nil {
			return err
		}
		r.path = r.path[:len(r.path)-1]
	}
	return r.delimiter('}', "the end of an object")
}

// array reads the items of an array.
func (r *reader) array(item func() error) error {
	if err := r.delimiter('[', "an array"); err != nil {
		return err
	}
	at := len(r.path)
	for n := 0; r.d.More(); n++ {
		r.path = append(r.path[:at], fmt.Sprintf("[%d]", n))
		if err := item(); err != nil {
			return err
		}
	}
	r.path = r.path[:at]
	return r.delimiter(']', "the end of an array")
}

func (r *reader) token() (json.Token, error) {
	r.in.left = maxValue
	return r.d.Token()
}

func (r *reader) delimiter(want json.Delim, words string) error {
	t, err := r.token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("%s is expected", words)
	}
	return nil
}

// decode reads a value whole.
func (r *reader) decode(v any) error {
	r.in.left = maxValue
	return r.d.Decode(v)
}

func (r *reader) skip() error {
	var v json.RawMessage
	return r.decode(&v)
}

func (r *reader) form() error {
	var s string
	if err := r.decode(&s); err != nil {
		return err
	}
	if s != form {
		return fmt.Errorf("%q is not known; this is for %q", s, form)
	}
	r.formed = true
	return nil
}

func (r *reader) envelope() error {
	var e envelope
	err := r.decode(&e)
	if err != nil {
		return err
	}
	if r.style, err = e.style(); err != nil {
		return err
	}
	if e.Header == nil {
		return errors.New("there is no header")
	}
	if _, err := r.w.WriteString(e.UNA); err != nil {
		return &writeError{err}
	}
	return r.put(e.Header)
}

func (r *reader) segments() error { return r.array(r.segment) }

func (r *reader) segment() error {
	var s segment
	if err := r.decode(&s); err != nil {
		return err
	}
	return r.put(&s)
}

// put writes a segment.
func (r *reader) put(s *segment) error {
	st := r.style
	if st == nil {
		if s.Tag != "" || s.Elements != nil {
			return errors.New("a segment stands before the envelope")
		}
		st = &style{}
	}
	var err error
	if r.buf, err = st.bytes(r.buf[:0], s); err != nil {
		return err
	}
	if _, err := r.w.Write(r.buf); err != nil {
		return &writeError{err}
	}
	return nil
}
