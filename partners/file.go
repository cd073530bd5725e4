package partners

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// mostFile bounds a profile's file, mostFiles how many a folder has.
const (
	mostFile  = 1 << 20
	mostFiles = 10_000
)

// file is a profile with where its keys stand.
type file struct {
	name    string
	lines   map[string]int // by key, "" for the whole file
	profile *Profile
}

// Parse reads one profile. name is what the file is called in errors. Terms that
// the file does not set have their defaults. The error is an Errors with every
// mistake.
func Parse(name string, src []byte) (*Profile, error) {
	f, errs := parse(name, src)
	if len(errs) > 0 {
		return nil, errs
	}
	return f.profile, nil
}

// Load reads all profiles, *.yaml and *.yml, that lie directly in fsys, by file
// name. Mistakes, also those between files, come as one Errors; another error
// says that fsys could not be read. Also are
// checks of what this package cannot know.
func Load(fsys fs.FS, also ...func(*Profile) []*Error) ([]*Profile, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var errs Errors
	var files []*file
	var profiles []*Profile
	for _, e := range entries {
		if ext := path.Ext(e.Name()); e.IsDir() || ext != ".yaml" && ext != ".yml" {
			continue
		}
		if len(files) >= mostFiles {
			return nil, fmt.Errorf("more than %d profiles", mostFiles)
		}
		src, err := readFile(fsys, e.Name())
		if err != nil {
			return nil, err
		}
		f, wrong := parse(e.Name(), src)
		errs = append(errs, wrong...)
		for _, check := range also {
			for _, e := range check(f.profile) {
				e.File, e.Line = f.name, f.line(e.Key)
				errs = append(errs, e)
			}
		}
		files, profiles = append(files, f), append(profiles, f.profile)
	}
	for _, c := range conflicts(profiles) {
		f, other := files[c.second], files[c.first]
		errs = append(errs, f.mistake(c.key, "%s, which %s has already", c.claim, other.name))
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return profiles, nil
}

// readFile reads at most one byte more than a profile may have.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	r, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, mostFile+1))
}

func parse(name string, src []byte) (*file, Errors) {
	f := &file{name: name, lines: map[string]int{"": 1}, profile: &Profile{}}
	root, err := document(src)
	if err != nil {
		return f, Errors{{File: name, Err: err}}
	}
	r := &reader{file: f}
	r.profile(root, f.profile)
	for _, e := range validate(f.profile) {
		if !r.reported(e.Key) {
			e.File, e.Line = name, f.line(e.Key)
			r.errs = append(r.errs, e)
		}
	}
	slices.SortStableFunc(r.errs, func(a, b *Error) int { return a.Line - b.Line })
	return f, r.errs
}

// document answers the one YAML value in src. yaml's own errors name the line.
func document(src []byte) (*yaml.Node, error) {
	if len(src) > mostFile {
		return nil, fmt.Errorf("the file has more than %d bytes", mostFile)
	}
	var doc, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(src))
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty")
	case err != nil:
		return nil, errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := d.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errors.New("the file must hold one profile, without a second one after \"---\"")
	}
	if len(doc.Content) == 0 {
		return nil, errors.New("the file is empty")
	}
	return doc.Content[0], nil
}

// line answers where key stands, or what it would be part of.
func (f *file) line(key string) int {
	for {
		if n, ok := f.lines[key]; ok {
			return n
		}
		key = key[:max(0, strings.LastIndexAny(key, ".["))]
	}
}

func (f *file) mistake(key, format string, a ...any) *Error {
	return &Error{File: f.name, Line: f.line(key), Key: key, Err: fmt.Errorf(format, a...)}
}

func (r *reader) profile(n *yaml.Node, p *Profile) {
	p.Terms = rules.DefaultTerms()
	p.Ack.Functional = AckAlways
	r.mapping(n, "", fields{
		"id":       func(n *yaml.Node, key string) { r.text(n, key, (*string)(&p.ID)) },
		"name":     func(n *yaml.Node, key string) { r.text(n, key, &p.Name) },
		"standard": func(n *yaml.Node, key string) { r.text(n, key, (*string)(&p.Standard)) },
		"test":     func(n *yaml.Node, key string) { r.truth(n, key, &p.Test) },
		"erp": func(n *yaml.Node, key string) {
			r.mapping(n, key, r.texts(map[string]*string{
				"external_id": &p.ERP.ExternalID, "reference": &p.ERP.Reference, "vat": &p.ERP.VAT,
			}))
		},
		"them": func(n *yaml.Node, key string) {
			r.sequence(n, key, func(n *yaml.Node, key string) {
				var i Identity
				r.identity(n, key, &i)
				p.Them = append(p.Them, i)
			})
		},
		"us":       func(n *yaml.Node, key string) { r.identity(n, key, &p.Us) },
		"envelope": func(n *yaml.Node, key string) { r.envelope(n, key, &p.Envelope) },
		"messages": func(n *yaml.Node, key string) {
			p.Messages = map[string]Message{}
			each := fields{}
			for _, kind := range kinds {
				each[kind] = func(n *yaml.Node, key string) {
					var m Message
					r.mapping(n, key, r.texts(map[string]*string{"version": &m.Version, "association": &m.Association, "guideline": &m.Guideline}))
					p.Messages[kind] = m
				}
			}
			r.mapping(n, key, each)
		},
		"acknowledge": func(n *yaml.Node, key string) {
			f := r.texts(map[string]*string{"functional": &p.Ack.Functional, "envelope": &p.Ack.Envelope, "message": &p.Ack.Message})
			f["brief"] = func(n *yaml.Node, key string) { r.truth(n, key, &p.Ack.Brief) }
			r.mapping(n, key, f)
		},
		"reading": func(n *yaml.Node, key string) { r.reading(n, key, &p.Reading) },
		"units": func(n *yaml.Node, key string) {
			p.Units = map[string]string{}
			r.entries(n, key, func(name string, n *yaml.Node, key string) {
				var unit string
				r.text(n, key, &unit)
				p.Units[name] = unit
			})
		},
		"terms": func(n *yaml.Node, key string) { r.terms(n, key, &p.Terms) },
		"channels": func(n *yaml.Node, key string) {
			p.Channels = map[string]Settings{}
			r.entries(n, key, func(name string, n *yaml.Node, key string) { p.Channels[name] = r.settings(n, key) })
		},
	})
}

// kinds are the keys of messages.
var kinds = []string{
	string(documents.KindOrder), string(documents.KindOrderResponse), string(documents.KindShipNotice), string(documents.KindInvoice),
}

func (r *reader) reading(n *yaml.Node, key string, to *Reading) {
	f := r.texts(map[string]*string{"charset": &to.Charset})
	f["relax"] = func(n *yaml.Node, key string) {
		r.sequence(n, key, func(n *yaml.Node, key string) {
			var rule string
			r.text(n, key, &rule)
			to.Relax = append(to.Relax, rule)
		})
	}
	f["instead"] = func(n *yaml.Node, key string) {
		to.Instead = map[string]string{}
		r.entries(n, key, func(name string, n *yaml.Node, key string) {
			var version string
			r.text(n, key, &version)
			to.Instead[name] = version
		})
	}
	r.mapping(n, key, f)
}

func (r *reader) identity(n *yaml.Node, key string, i *Identity) {
	r.mapping(n, key, r.texts(map[string]*string{"qualifier": &i.Qualifier, "id": &i.ID, "group": &i.Group}))
	i.Qualifier, i.ID, i.Group = strings.TrimRight(i.Qualifier, " "), strings.TrimRight(i.ID, " "), strings.TrimRight(i.Group, " ")
}

func (r *reader) envelope(n *yaml.Node, key string, e *Envelope) {
	f := r.texts(map[string]*string{
		"version": &e.Version, "element": &e.Element, "component": &e.Component, "repetition": &e.Repetition, "terminator": &e.Terminator,
	})
	f["lines"] = func(n *yaml.Node, key string) { r.truth(n, key, &e.Lines) }
	r.mapping(n, key, f)
}

func (r *reader) terms(n *yaml.Node, key string, t *rules.Terms) {
	f := fields{}
	for name, to := range map[string]*int{"days_late": &t.DaysLate, "days_early": &t.DaysEarly, "duplicate_days": &t.DuplicateDays} {
		f[name] = func(n *yaml.Node, key string) { r.days(n, key, to) }
	}
	for name, to := range map[string]*rules.Tolerance{
		"price_over": &t.PriceOver, "price_under": &t.PriceUnder, "value_over": &t.ValueOver,
		"quantity_over": &t.QuantityOver, "shipped_over": &t.ShippedOver,
	} {
		f[name] = func(n *yaml.Node, key string) { r.tolerance(n, key, to) }
	}
	r.decimals(f, map[string]decimalField{
		"tax_per_line": &t.TaxPerLine, "tax_least": &t.TaxLeast, "round_per_line": &t.RoundPerLine, "round_most": &t.RoundMost,
	})
	r.mapping(n, key, f)
}

func (r *reader) tolerance(n *yaml.Node, key string, t *rules.Tolerance) {
	f := fields{
		"off":    func(n *yaml.Node, key string) { r.truth(n, key, &t.Off) },
		"either": func(n *yaml.Node, key string) { r.truth(n, key, &t.Either) },
	}
	r.decimals(f, map[string]decimalField{"percent": &t.Percent, "amount": &t.Amount})
	r.mapping(n, key, f)
}
