package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/store"
)

// teller tells the timeline as it grows.
type teller struct {
	store store.Store
	out   io.Writer
	names map[string]string
	now   func() time.Time
	brief bool // leave out what only the one who explains asks for, and cut long lines
	last  int64
}

// broad is how many characters a brief line has at most.
const broad = 160

func (t *teller) say(who, format string, args ...any) {
	if who == "" {
		who = "-"
	}
	line := fmt.Sprintf("%s  %-13s %s", t.now().Format("15:04:05"), who, fmt.Sprintf(format, args...))
	if t.brief {
		line = cut(line, broad)
	}
	fmt.Fprintln(t.out, line)
}

// cut cuts a text so that it has at most n characters: behind a sentence or a
// clause if that leaves most of it, else between two words.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	short := string([]rune(s)[:n-1])
	end := max(strings.LastIndex(short, ". "), strings.LastIndex(short, "; ")) + 1
	if end <= len(short)/2 {
		end = max(strings.LastIndexByte(short, ' '), len(short)/2)
	}
	return strings.TrimRight(short[:end], " ") + " …"
}

// aside says that an event is about the machinery: its line on the document's page
// is enough.
func aside(e *store.Event) bool {
	return e.Step == "read" && strings.HasPrefix(e.Text, "Read as ") || e.Step == "translate" && strings.HasPrefix(e.Text, "Understood as ") ||
		e.Step == "fetch" && strings.HasSuffix(e.Text, " out of its folder.")
}

// essence is an event's text, which for a long one is without the list of the
// records that were written to: their changes follow it.
func essence(text string) string {
	const written = "Written to Odoo: "
	records, changes, ok := strings.Cut(text, "; ")
	if ok && strings.HasPrefix(records, written) && utf8.RuneCountInString(text) > broad/2 {
		return written + changes
	}
	return text
}

// tell says what has happened since the last time.
func (t *teller) tell(ctx context.Context) error {
	var es []*store.Event
	err := t.store.View(ctx, store.Everything, func(tx store.Tx) (err error) {
		es, err = tx.Events(ctx, store.EventFilter{After: t.last})
		return err
	})
	for _, e := range es {
		t.last = e.ID
		text := e.Text
		if t.brief {
			if aside(e) {
				continue
			}
			text = essence(text)
		}
		if e.Order != "" {
			text = e.Order + ": " + text
		}
		t.say(t.names[string(e.Partner)], "%s", text)
	}
	return err
}

// until tells until done says so, and then what is left.
func (t *teller) until(ctx context.Context, done func() (bool, error)) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := done()
		if err != nil {
			return err
		}
		if err := t.tell(ctx); err != nil || ok {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("the story did not come to its end in time: %w", context.Cause(ctx))
		}
	}
}

// follow tells until ctx ends.
func (t *teller) follow(ctx context.Context) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
		if err := t.tell(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

func (t *teller) documents(ctx context.Context, f store.DocumentFilter) (ds []*store.Document, err error) {
	err = t.store.View(ctx, store.Everything, func(tx store.Tx) (err error) {
		ds, err = tx.Documents(ctx, f)
		return err
	})
	return ds, err
}

// settled says that nothing is being worked on: every inbound document is posted,
// waits, or is held.
func (t *teller) settled(ctx context.Context) (ok bool, err error) {
	err = t.store.View(ctx, store.Everything, func(tx store.Tx) error {
		ts, err := tx.Transmissions(ctx, store.TransmissionFilter{Direction: store.Inbound, States: []store.TransmissionState{store.TransmissionReceived}})
		if err != nil {
			return err
		}
		ds, err := tx.Documents(ctx, store.DocumentFilter{Direction: store.Inbound, States: []store.DocumentState{store.DocumentReceived, store.DocumentAccepted}})
		ok = len(ts) == 0 && len(ds) == 0
		return err
	})
	return ok, err
}
