package jsonform

import (
	"bufio"
	"encoding/json"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/edi"
)

// The levels of the form.
const (
	levelFile = iota
	levelInterchange
	levelGroup
	levelMessage
)

// level is an object that is being written.
type level struct {
	array   string // the field whose array is open
	items   bool   // the array has one
	fields  bool   // the object has one
	trailer bool   // it has its trailer, or will have none
}

// outline writes the objects around the segments, which it is handed in their JSON
// form.
type outline struct {
	w      *bufio.Writer
	levels [levelMessage + 1]level
	depth  int // the innermost object that is open
	err    error
}

func newOutline(w *bufio.Writer) *outline {
	o := &outline{w: w}
	o.write(`{"form": "` + form + `"`)
	o.levels[levelFile].fields = true
	return o
}

func (o *outline) write(s string) {
	if o.err == nil {
		_, o.err = o.w.WriteString(s)
	}
}

// line begins a line that is indented by depth.
func (o *outline) line(depth int) { o.write("\n        "[:1+depth]) }

// field begins a field of the innermost object.
func (o *outline) field(name string) {
	l := &o.levels[o.depth]
	o.closeArray()
	if l.fields {
		o.write(",")
		o.line(2*o.depth + 1)
	}
	l.fields = true
	o.write(`"` + name + `": `)
}

// item begins an item of an array field of the innermost object.
func (o *outline) item(array string) {
	l := &o.levels[o.depth]
	if l.array != array {
		o.field(array)
		o.write("[")
		l.array, l.items = array, false
	}
	if l.items {
		o.write(",")
	}
	l.items = true
	o.line(2*o.depth + 2)
}

func (o *outline) closeArray() {
	if l := &o.levels[o.depth]; l.array != "" {
		o.write("]")
		l.array = ""
	}
}

// back closes all objects that are deeper than depth.
func (o *outline) back(depth int) {
	for o.depth > depth {
		o.closeArray()
		o.write("}")
		o.depth--
	}
}

// into begins an object as an item of an array.
func (o *outline) into(array string) {
	o.item(array)
	o.depth++
	o.levels[o.depth] = level{}
	o.write("{")
}

func (o *outline) about(v any) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil && o.err == nil {
		o.err = err
	}
	o.field("about")
	o.write(strings.TrimSuffix(b.String(), "\n"))
}

func (o *outline) segment(json []byte) {
	if o.err == nil {
		_, o.err = o.w.Write(json)
	}
}

// interchange begins one.
func (o *outline) interchange(i *edi.Interchange, e *envelope) error {
	o.back(levelFile)
	o.into("interchanges")
	about := struct {
		Standard edi.Standard `json:"standard"`
		Version  string       `json:"version"`
		Sender   string       `json:"sender"`
		Receiver string       `json:"receiver"`
		Control  string       `json:"control"`
		Prepared string       `json:"prepared,omitempty"`
		Test     bool         `json:"test,omitempty"`
	}{i.Standard, i.Version, i.Sender.String(), i.Receiver.String(), i.Control, "", i.Test}
	if !i.Prepared.IsZero() {
		about.Prepared = i.Prepared.Format(time.RFC3339[:16])
	}
	o.about(about)
	o.field("envelope")
	o.segment(e.append(nil))
	return o.err
}

// group begins one; without a header where header is nil.
func (o *outline) group(i *edi.Interchange, header []byte) error {
	o.back(levelInterchange)
	o.into("groups")
	if header == nil {
		return o.err
	}
	if n := len(i.Groups); n > 0 {
		g := &i.Groups[n-1]
		o.about(struct {
			Type    string `json:"type"`
			Version string `json:"version"`
			Control string `json:"control"`
		}{g.Kind, g.Version, g.Control})
	}
	o.field("header")
	o.segment(header)
	return o.err
}

// message begins one.
func (o *outline) message(m *edi.Message, header []byte) error {
	o.back(levelGroup)
	if o.depth == levelGroup && o.levels[levelGroup].trailer {
		o.back(levelInterchange)
	}
	if o.depth == levelInterchange {
		o.into("groups")
	}
	o.into("messages")
	o.about(struct {
		Type        string `json:"type"`
		Version     string `json:"version"`
		Association string `json:"association,omitempty"`
		Control     string `json:"control"`
	}{m.Type, m.Version, m.Association, m.Control})
	o.field("header")
	o.segment(header)
	return o.err
}

// end says that the innermost object, if it is of that level, gets no more of its own.
func (o *outline) end(depth int) {
	if o.depth == depth {
		o.levels[depth].trailer = true
	}
}

// trailer ends an object. What would end one that has not begun is loose.
func (o *outline) trailer(depth int, s []byte) error {
	if o.depth < depth || depth == levelGroup && !o.levels[depth].fields || o.levels[depth].trailer && depth != levelMessage {
		return o.loose(s)
	}
	o.back(depth)
	o.field("trailer")
	o.segment(s)
	o.levels[depth].trailer = true
	return o.err
}

// loose writes a segment, or bytes that are none, where it stands.
func (o *outline) loose(s []byte) error {
	l := &o.levels[o.depth]
	switch {
	case o.depth == levelFile:
		o.item("before")
	case l.trailer:
		o.item("trailing")
	case o.depth == levelInterchange:
		o.into("groups")
		o.item("loose")
	case o.depth == levelGroup:
		o.item("loose")
	default:
		o.item("segments")
	}
	o.segment(s)
	return o.err
}

// finish ends the file.
func (o *outline) finish() error {
	o.back(levelFile)
	o.closeArray()
	o.write("}\n")
	return o.err
}
