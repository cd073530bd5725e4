package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Values of Python: string, int, []any for lists and tuples, map[string]any for
// dictionaries, pyName, *pyCall.
type (
	pyName string
	pyCall struct {
		name  string
		args  []any
		named map[string]any
	}
)

// python reads the literals of a Python file. What stands between them it skips.
type python struct {
	tokens []string // strings begin with a quote
	at     int
}

func newPython(src []byte) (*python, error) {
	p := &python{}
	for len(src) > 0 {
		n := 1
		switch c := src[0]; {
		case c == '#':
			if n = bytes.IndexByte(src, '\n'); n < 0 {
				n = len(src)
			}
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
		case c == '\'' || c == '"':
			size := stringSize(src)
			if size == 0 {
				return nil, fmt.Errorf("string without an end: %.40q", src)
			}
			n = size
			p.tokens = append(p.tokens, string(src[:n]))
		default:
			for n < len(src) && inWord(c) && inWord(src[n]) {
				n++
			}
			p.tokens = append(p.tokens, string(src[:n]))
		}
		src = src[n:]
	}
	return p, nil
}

func inWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80
}

// stringSize is the length of the string that src begins with; 0 if it has no end.
func stringSize(src []byte) int {
	quote := src[:1]
	if len(src) >= 3 && src[1] == src[0] && src[2] == src[0] {
		quote = src[:3]
	}
	for n := len(quote); n < len(src); n++ {
		if src[n] == '\\' {
			n++
		} else if bytes.HasPrefix(src[n:], quote) {
			return n + len(quote)
		}
	}
	return 0
}

// assigned is the value of the first assignment to name that is not in brackets.
func (p *python) assigned(name string) (any, error) {
	depth := 0
	for n := range p.tokens {
		switch p.tokens[n] {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
		case name:
			if depth == 0 && n+1 < len(p.tokens) && p.tokens[n+1] == "=" {
				p.at = n + 2
				return p.value()
			}
		}
	}
	return nil, fmt.Errorf("no %s", name)
}

func (p *python) next() string {
	if p.at >= len(p.tokens) {
		return ""
	}
	p.at++
	return p.tokens[p.at-1]
}

func (p *python) peek() string {
	if p.at >= len(p.tokens) {
		return ""
	}
	return p.tokens[p.at]
}

func (p *python) value() (any, error) {
	token := p.next()
	switch {
	case token == "":
		return nil, fmt.Errorf("the file ends in a value")
	case token == "[" || token == "(":
		return p.list(map[string]string{"[": "]", "(": ")"}[token])
	case token == "{":
		return p.dict()
	case token[0] == '\'' || token[0] == '"':
		return p.text(token), nil
	case token[0] >= '0' && token[0] <= '9':
		return strconv.Atoi(token)
	case p.peek() == "(":
		p.at++
		return p.call(token)
	case inWord(token[0]):
		return pyName(token), nil
	}
	return nil, fmt.Errorf("not a value: %q", token)
}

// text is a string with those that follow it.
func (p *python) text(token string) string {
	quote := 1
	if len(token) >= 6 && token[1] == token[0] && token[2] == token[0] {
		quote = 3
	}
	s := token[quote : len(token)-quote]
	for next := p.peek(); next != "" && (next[0] == '\'' || next[0] == '"'); next = p.peek() {
		s += p.text(p.next())
	}
	return s
}

func (p *python) list(end string) (any, error) {
	all := []any{}
	for p.peek() != end {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		all = append(all, v)
		if p.peek() == "," {
			p.at++
		} else if p.peek() != end {
			return nil, fmt.Errorf("%q instead of a comma or %q", p.peek(), end)
		}
	}
	p.at++
	return all, nil
}

func (p *python) dict() (any, error) {
	all := map[string]any{}
	for p.peek() != "}" {
		k, err := p.value()
		if err != nil {
			return nil, err
		}
		if p.next() != ":" {
			return nil, fmt.Errorf("key %v without a value", k)
		}
		if all[strings.TrimSpace(fmt.Sprint(k))], err = p.value(); err != nil {
			return nil, err
		}
		if p.peek() == "," {
			p.at++
		}
	}
	p.at++
	return all, nil
}

func (p *python) call(name string) (any, error) {
	c := &pyCall{name: name, named: map[string]any{}}
	for p.peek() != ")" {
		key := ""
		if p.at+1 < len(p.tokens) && p.tokens[p.at+1] == "=" {
			key = p.next()
			p.at++
		}
		v, err := p.value()
		switch {
		case err != nil:
			return nil, err
		case key == "":
			c.args = append(c.args, v)
		default:
			c.named[key] = v
		}
		if p.peek() == "," {
			p.at++
		} else if p.peek() != ")" {
			return nil, fmt.Errorf("%s: %q instead of a comma or the end", name, p.peek())
		}
	}
	p.at++
	return c, nil
}
