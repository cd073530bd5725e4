package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var (
	wantX12     = &wanted{versions: []*version{{version: "005010", messages: []string{"850"}}}}
	wantEDIFACT = &wanted{versions: []*version{{version: "D.01B", edifact: true, messages: []string{"ORDERS"}}}}
)

// readerCases are a few lines in each source's form, and what they say in the form
// of brief.
var readerCases = map[string]struct {
	read  func(archive, *wanted) ([]*book, error)
	want  *wanted
	files map[string]string
	out   string
}{
	"bots X12": {readBots, wantX12, map[string]string{
		"edi_parser/grammars/x12/5010/850005010.py": "structure = [\n{ID: 'ST', MIN: 1, MAX: 1, LEVEL: [ # one\n" +
			"  {ID: 'REF', MIN: 0, MAX: 99999},\n  {ID: 'N1', MIN: 0, MAX: 2, LEVEL: [{ID: 'N2', MIN: 1, MAX: 2},]},\n {ID: 'SE', MIN: 1, MAX: 1}]}\n]",
		"edi_parser/grammars/x12/5010/records005010.py": "recorddefs = {\n'REF': [\n ['BOTSID', 'M', 3, 'AN'],\n ['REF01', 'M', (2, 3), 'AN'],\n" +
			" ['REF04', ('C', 2), [\n  ['REF04.01', 'M', 5, 'R'],]],\n],\n}",
		"edi_parser/grammars/x12/envelope.py": "recorddefs = {'SE': [['BOTSID', 'M', 3, 'AN'], ['SE01', 'M', 10, 'N']]}",
	}, "850: REF 0..any N1 0..2 (N2 1..2); REF: !2..3(AN ID) *2{!1..5(R N0)}; SE: !1..10(N0)"},
	"bots EDIFACT": {readBots, wantEDIFACT, map[string]string{
		"edi_parser/grammars/edifact/D01B/recordsD01BUN.py": "recorddefs = {'ALI': [['BOTSID','M',3,'AN'], ['4183#1','C',3,'AN'], ['C090', 'C', [['C090.3286#2', 'C', (4, 4), 'N']]]]}",
	}, "ALI: 4183 1..3(an a) C090{3286 4..4(n)}"},
	"bots' tables": {readBotsTables, wantEDIFACT, map[string]string{
		"edi_parser/field_mappings/edifact/data/d01b_segments.json": `{"segments": {"COM": {"fields": [
			{"position": "020", "code": "C076", "data_type": "3", "status": "Mandatory", "sub_elements": [{"code": "3148"}]},
			{"position": "030", "code": "X"}]}}}`,
	}, "COM: ? C076!*3 ?"},
	"smooks": {readSmooks, wantEDIFACT, map[string]string{
		"d01b/EDIFACT-Messages.dfdl.xsd": `<s><complexType name="ORDERS"><sequence><element name="BGM" minOccurs="1" maxOccurs="1"/>
			<element name="SegGrp-1" minOccurs="0" maxOccurs="9"><complexType><sequence><element name="RFF" maxOccurs="1"/>
			<element name="DTM" minOccurs="0" maxOccurs="5"/></sequence></complexType></element></sequence></complexType></s>`,
		"d01b/EDIFACT-Segments.dfdl.xsd": `<s><complexType name="RFF-Ref"><sequence><element name="C506" minOccurs="1" type="D:C506-R"/></sequence></complexType>
			<complexType name="C506-R"><sequence><element name="E1153a" minOccurs="0" type="D:E1153-Q"/></sequence></complexType>
			<simpleType name="E1153-Q"><restriction base="D:alpha0-3"><enumeration value="ON"/><enumeration value="CT"/></restriction></simpleType></s>`,
	}, "ORDERS: BGM 1..1 RFF 0..9 (DTM 0..5); RFF: C506!{1153 1..3(an a)}; codes 1153: ON CT"},
	"ts-edifact": {readTsEdifact, wantEDIFACT, map[string]string{
		"package/lib/messageSpec/ORDERS.struct.json": `[{"content": "UNH", "data": ["D01B", "ORDERS"]}, {"content": [
			{"content": "RFF", "mandatory": true, "repetition": 1}, {"content": "DTM", "repetition": 5}], "repetition": 9}]`,
		"package/lib/messageSpec/ORDERS.segments.json": `{"RFF": {"requires": 1, "elements": ["C506", "1225"]}}`,
		"package/lib/messageSpec/ORDERS.elements.json": `{"C506": {"requires": 1, "components": ["an..3", "n4"]}, "1225": {"components": ["a2"]}}`,
	}, "ORDERS: RFF 0..9 (DTM 0..5); RFF: C506!{!1..3(an) 4..4(n)} 1225 2..2(a)"},
	"pyx12": {readPyx12, wantX12, map[string]string{
		"pyx12/map/dataele.xml": `<d><data_ele ele_num="92" data_type="ID" min_len="2" max_len="3"/></d>`,
		"pyx12/map/codes.xml":   `<c><codeset><data_ele>26</data_ele><version><code>US</code></version></codeset></c>`,
		"pyx12/map/850.5010.xml": `<t><loop xid="ISA_LOOP"><loop xid="ST_LOOP"><segment xid="ST"/><loop xid="HEADER">
			<segment xid="BEG"><usage>R</usage><max_use>1</max_use><element><data_ele>92</data_ele><usage>S</usage><seq>02</seq>
			<valid_codes><code>NE</code></valid_codes></element></segment>
			<loop xid="1000"><usage>S</usage><repeat>&gt;1</repeat><segment xid="N1"/></loop></loop></loop></loop></t>`,
	}, "850: BEG 1..1 N1 0..any; BEG: ? 92; N1:; ST:; codes 26: US; codes 92: NE; element 92: 2..3(ID)"},
	"x12-types": {readX12Types, wantX12, map[string]string{
		"src/v005010/_850_doc.rs": "pub struct _850 {\n    pub st: ST,\n    pub beg: BEG,\n    #[x12(loop_trigger = \"N1\")]\n    pub loop_n1: Vec<_850LoopN1>,\n}\n" +
			"pub struct _850LoopN1 {\n    pub n1: N1,\n    pub n2: Option<N2>,\n}\n",
		"src/v005010/segment/b.rs": "/// REF | ID | NAME | REPEAT | REQ | TYPE | MIN/MAX\n/// ----|----|\n/// 01 | 353 | Purpose | 1 | M | ID | 2/2\n" +
			"/// 02 | C001 | Unit | 1 | X/Z |  |\npub struct BEG {\n    pub _01: String,\n}\n" +
			"pub struct N1 {\n    pub _01: crate::v005010::element::E98,\n    pub _02: Option<String>,\n}\n",
		"src/v005010/element/e.rs": "    /// - Data element: 353\n    /// - Type: Identifier (ID)\n    /// - Length: min 2, max 2\n    E353 {\n        \"00\" => N00,\n    }\n",
	}, "850: BEG 1..1 N1 ?..many (N2 0..1); BEG: 353!2..2(ID) C001; N1: 98 ?; codes 353: 00; element 353: 2..2(ID)"},
}

func TestReaders(t *testing.T) {
	for name, c := range readerCases {
		t.Run(name, func(t *testing.T) {
			files := archive{}
			for name, text := range c.files {
				files[name] = []byte(text)
			}
			books, err := c.read(files, c.want)
			if err != nil || len(books) != 1 {
				t.Fatal(books, err)
			}
			if got := books[0].brief(); got != c.out {
				t.Errorf("got  %s\nwant %s", got, c.out)
			}
		})
	}
}

func TestPython(t *testing.T) {
	p, err := newPython([]byte("import x\ndef f(A=1):\n  pass\nA = _e('1', \"a\" \"b\", M, {'k': (1, 2,)}, most=3)  # A = 4\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &pyCall{"_e", []any{"1", "ab", pyName("M"), map[string]any{"k": []any{1, 2}}}, map[string]any{"most": 3}}
	if v, err := p.assigned("A"); err != nil || !reflect.DeepEqual(v, want) {
		t.Errorf("%#v, %v", v, err)
	}
	if _, err := p.assigned("B"); err == nil {
		t.Error("B has a value")
	}
}

// What differs is found, what is set aside is not, and a line for which there is no
// difference is stale.
func TestCompare(t *testing.T) {
	one := func(source string, nodes []*node, fields []field, codes ...string) *book {
		b := newBook(source, "005010")
		b.messages["850"], b.segments["REF"], b.lists["128"] = nodes, fields, codeList{codes: codes}
		return b
	}
	v := &version{version: "005010", messages: []string{"850"}}
	v.ours = one("ours", []*node{{tag: "BEG", min: 1, max: 1}, {tag: "N1", max: 5, nodes: []*node{{tag: "N2", max: 2}}}},
		[]field{{id: "128", mandatory: yes, min: 2, max: 3, kinds: "ID", repeat: 1}, {id: "127", mandatory: no, min: 1, max: 50, kinds: "AN", repeat: 1}}, "PO", "IV")
	v.ours.elements["128"], v.ours.elements["127"] = field{}, field{}
	theirs := one("bots", []*node{{tag: "BEG", max: 1}, {tag: "REF", max: 2}, {tag: "N1", max: 5}},
		[]field{{id: "128", mandatory: yes, min: 2, max: 2, kinds: "ID AN", repeat: 1}}, "PO", "CT")
	known, err := parseAccepted("why\nit is so\n  * | segment REF | bots | set aside\n  005010 | 850 BEG | bots | ours mandatory*\n  005010 | 850 N9 | bots | ours once")
	if err != nil {
		t.Fatal(err)
	}
	c := compare(v, theirs, known)
	var got []string
	for _, d := range c.found {
		if a := known.find(d); a != nil {
			a.used = true
		} else {
			got = append(got, d.place+": "+d.what)
		}
	}
	want := "850 REF: ours lacks it here; 850 N1/N2: theirs lacks it here; codes 128: ours lacks CT; codes 128: theirs lacks IV"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
	if stale := known.stale(map[string]bool{"bots": true}); len(stale) != 1 || stale[0].line != 5 || stale[0].reason != "why it is so" {
		t.Errorf("stale: %+v", stale)
	}
	if c.compared["segment REF"] || !c.compared["850"] {
		t.Errorf("compared: %v", c.compared)
	}
	for _, bad := range []string{"  005010 | 850 | bots | x", "why\n  005010 | 850 | bots"} {
		if _, err := parseAccepted(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// A guide may narrow, and may have several loops for one of ours.
func TestGuide(t *testing.T) {
	v := &version{version: "005010", messages: []string{"820"}}
	v.ours = newBook("ours", "005010")
	v.ours.messages["820"] = []*node{{tag: "BPR", min: 1, max: 1}, {tag: "NTE", max: 9}, {tag: "N1", max: unlimited}}
	guide := newBook("pyx12", "005010")
	guide.guide = true
	guide.messages["820"] = []*node{{tag: "N1", min: 1, max: 1}, {tag: "N1", max: 2}, {tag: "NTE", max: 99}}
	var got []string
	for _, d := range compare(v, guide, nil).found {
		got = append(got, d.place+": "+d.what)
	}
	if want := "820 NTE: ours lacks it here; 820 BPR: theirs lacks it here"; strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
}

// EDIFACT has what repeats in its place, or places beside each other: both are one.
func TestSpread(t *testing.T) {
	v := &version{version: "D.01B", edifact: true}
	v.ours = newBook("ours", "D.01B")
	v.ours.segments["COM"] = []field{{id: "C076", mandatory: yes, repeat: 1}, {id: "C076", mandatory: no, repeat: 1}}
	theirs := newBook("smooks", "D.01B")
	theirs.segments["COM"] = []field{{id: "C076", mandatory: yes, min: untold, max: untold, repeat: 2}}
	if c := compare(v, theirs, nil); len(c.found) > 0 {
		t.Errorf("%v", c.found)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	var zipped, tarred bytes.Buffer
	z := zip.NewWriter(&zipped)
	f, err := z.Create("a/b.py")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte("text"))
	_ = z.Close()
	g := gzip.NewWriter(&tarred)
	w := tar.NewWriter(g)
	_ = w.WriteHeader(&tar.Header{Name: "a/b.py", Typeflag: tar.TypeReg, Size: 4, Mode: 0o600})
	_, _ = w.Write([]byte("text"))
	_, _ = w.Close(), g.Close()
	for name, content := range map[string][]byte{"x.whl": zipped.Bytes(), "x.tgz": tarred.Bytes()} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if a, err := open(file, in("a/")); err != nil || string(a["a/b.py"]) != "text" {
			t.Errorf("%s: %v, %v", name, a, err)
		}
		if a, err := open(file, in("c/")); err != nil || len(a) != 0 {
			t.Errorf("%s: %v, %v", name, a, err)
		}
	}
}
