package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// xmlNode is a node of any XML file.
type xmlNode struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	All     []*xmlNode `xml:",any"`
}

func parseXML(files archive, name string) (*xmlNode, error) {
	if files[name] == nil {
		return nil, fmt.Errorf("no file %s", name)
	}
	d := xml.NewDecoder(bytes.NewReader(files[name]))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // what we look at is ASCII
	n := &xmlNode{}
	if err := d.Decode(n); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}

func (n *xmlNode) kind() string { return n.XMLName.Local }

func (n *xmlNode) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// child is the text of the first child of that name.
func (n *xmlNode) child(name string) string {
	for _, c := range n.All {
		if c.kind() == name {
			return strings.TrimSpace(c.Text)
		}
	}
	return ""
}

// find is the nodes of that name in n that are not in one another.
func (n *xmlNode) find(name string) []*xmlNode {
	var all []*xmlNode
	for _, c := range n.All {
		if c.kind() == name {
			all = append(all, c)
		} else {
			all = append(all, c.find(name)...)
		}
	}
	return all
}
