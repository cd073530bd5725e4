package odootest

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The wire format is written anew here, and not with the codec that package odoo
// uses, so that a mistake of one does not hide the same mistake of the other.

const deepest = 50

// readCall reads a methodCall.
func readCall(r io.Reader) (method string, params []any, err error) {
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return method, params, nil
		}
		if err != nil {
			return "", nil, err
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "methodName":
			if err := d.DecodeElement(&method, &start); err != nil {
				return "", nil, err
			}
		case "value":
			v, err := readValue(d, 0)
			if err != nil {
				return "", nil, err
			}
			params = append(params, v)
		}
	}
}

// readValue reads what is in a value element, and its end.
func readValue(d *xml.Decoder, depth int) (any, error) {
	if depth > deepest {
		return nil, errors.New("values nest too deeply")
	}
	var text strings.Builder
	var value any
	typed := false
	for {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.StartElement:
			typed = true
			if value, err = readTyped(d, t, depth); err != nil {
				return nil, err
			}
		case xml.EndElement:
			if typed {
				return value, nil
			}
			return text.String(), nil
		}
	}
}

func readTyped(d *xml.Decoder, start xml.StartElement, depth int) (any, error) {
	switch start.Name.Local {
	case "array":
		return readArray(d, depth)
	case "struct":
		return readStruct(d, depth)
	}
	var s string
	if err := d.DecodeElement(&s, &start); err != nil {
		return nil, err
	}
	switch start.Name.Local {
	case "string":
		return s, nil
	case "int", "i4", "i8":
		return strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	case "double":
		return strconv.ParseFloat(strings.TrimSpace(s), 64)
	case "boolean":
		return strings.TrimSpace(s) == "1", nil
	case "base64":
		b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(s))
		return string(b), err
	case "nil":
		return nil, nil
	}
	return nil, fmt.Errorf("unknown type %s", start.Name.Local)
}

func readArray(d *xml.Decoder, depth int) (any, error) {
	out := []any{}
	for {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "value" {
				v, err := readValue(d, depth+1)
				if err != nil {
					return nil, err
				}
				out = append(out, v)
			}
		case xml.EndElement:
			if t.Name.Local == "array" {
				return out, nil
			}
		}
	}
}

func readStruct(d *xml.Decoder, depth int) (any, error) {
	out, name := map[string]any{}, ""
	for {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "name":
				if err := d.DecodeElement(&name, &t); err != nil {
					return nil, err
				}
			case "value":
				v, err := readValue(d, depth+1)
				if err != nil {
					return nil, err
				}
				out[name] = v
			}
		case xml.EndElement:
			if t.Name.Local == "struct" {
				return out, nil
			}
		}
	}
}

// writeResponse writes a methodResponse.
func writeResponse(value any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n")
	if err := writeValue(&b, value); err != nil {
		return nil, err
	}
	b.WriteString("</param>\n</params>\n</methodResponse>\n")
	return b.Bytes(), nil
}

func writeFault(code int, text string) []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version='1.0'?>\n<methodResponse>\n<fault>\n")
	_ = writeValue(&b, map[string]any{"faultCode": int64(code), "faultString": text}) // both have a form
	b.WriteString("</fault>\n</methodResponse>\n")
	return b.Bytes()
}

// writeValue knows no form for a nil, as Odoo's own.
func writeValue(b *bytes.Buffer, value any) error {
	b.WriteString("<value>")
	switch v := value.(type) {
	case bool:
		n := 0
		if v {
			n = 1
		}
		fmt.Fprintf(b, "<boolean>%d</boolean>", n)
	case int:
		fmt.Fprintf(b, "<int>%d</int>", v)
	case int64:
		fmt.Fprintf(b, "<int>%d</int>", v)
	case float64:
		fmt.Fprintf(b, "<double>%s</double>", strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		b.WriteString("<string>")
		if err := xml.EscapeText(b, []byte(v)); err != nil {
			return err
		}
		b.WriteString("</string>")
	case []any:
		b.WriteString("<array><data>\n")
		for _, x := range v {
			if err := writeValue(b, x); err != nil {
				return err
			}
		}
		b.WriteString("</data></array>")
	case []int64:
		b.WriteString("<array><data>\n")
		for _, x := range v {
			fmt.Fprintf(b, "<value><int>%d</int></value>\n", x)
		}
		b.WriteString("</data></array>")
	case map[string]any:
		b.WriteString("<struct>\n")
		for _, name := range sortedKeys(v) {
			b.WriteString("<member>\n<name>")
			if err := xml.EscapeText(b, []byte(name)); err != nil {
				return err
			}
			b.WriteString("</name>\n")
			if err := writeValue(b, v[name]); err != nil {
				return err
			}
			b.WriteString("</member>\n")
		}
		b.WriteString("</struct>")
	default:
		return fmt.Errorf("TypeError: cannot marshal %T objects", value)
	}
	b.WriteString("</value>\n")
	return nil
}
