package parser

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
)

// An XMLParser is the running XML parser of a document, as [dom.Document.Parser]. Tokens come from encoding/xml; names, namespaces
// and the order of tags are checked here.
type XMLParser struct {
	doc     *dom.Document
	sink    Sink // nil for a document that runs no scripts
	source  string
	decoder *xml.Decoder
	open    []*xmlElement
	rooted  bool // the document element has been there
	running bool // a script of the parser
	aborted bool
}

// An xmlElement is an element whose end tag has not come yet, with the namespaces that it declares, by their prefixes.
type xmlElement struct {
	node       *dom.Node
	name       xml.Name // as it is written
	namespaces map[string]string
}

// maxXMLDepth is how many elements may be open, as in browsers.
const maxXMLDepth = 5000

// ParseXML parses src into the empty document doc and returns after sink.End, or after the parser was aborted. It may wait. A source that
// is not well-formed leaves what came before the error, and a parsererror element that tells of it.
// https://html.spec.whatwg.org/multipage/xhtml.html#parsing-xhtml-documents
func ParseXML(ctx context.Context, doc *dom.Document, src string, sink Sink) {
	p := newXMLParser(doc, src, sink)
	doc.Parser = p
	if err := p.run(ctx); err != nil && !p.aborted {
		p.showError(ctx, err)
	}
	if doc.Parser == p {
		doc.Parser = nil
	}
	if !p.aborted {
		sink.End(ctx)
	}
}

// ParseXMLDocument parses src into the empty document doc that has no browsing context: scripts are disabled in it. The error says
// why src is not well-formed; doc then holds what came before it.
func ParseXMLDocument(ctx context.Context, doc *dom.Document, src string) error {
	return newXMLParser(doc, src, nil).run(ctx)
}

func newXMLParser(doc *dom.Document, src string, sink Sink) *XMLParser {
	src = strings.TrimPrefix(src, "\uFEFF")
	p := &XMLParser{doc: doc, sink: sink, source: src, decoder: xml.NewDecoder(strings.NewReader(src))}
	p.decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil } // src is decoded
	return p
}

// Write does nothing: there is no document.write() in XML documents.
func (p *XMLParser) Write(context.Context, string) {}

// Close does nothing, as Write does.
func (p *XMLParser) Close(context.Context) {}

// Abort stops the parser: nothing is inserted any more.
func (p *XMLParser) Abort() { p.aborted = true }

// ScriptCreated is false.
func (p *XMLParser) ScriptCreated() bool { return false }

// Nested says whether a script of the parser is running.
func (p *XMLParser) Nested() bool { return p.running }

// Insertable is false: an XML parser has no insertion point.
func (p *XMLParser) Insertable() bool { return false }

func (p *XMLParser) run(ctx context.Context) error {
	for !p.aborted {
		start := p.decoder.InputOffset()
		token, err := p.decoder.RawToken()
		switch {
		case errors.Is(err, io.EOF) && len(p.open) > 0:
			return fmt.Errorf("the element %s has no end tag", qualified(p.open[len(p.open)-1].name))
		case errors.Is(err, io.EOF) && !p.rooted:
			return errors.New("there is no document element")
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := p.token(ctx, token, p.source[start:]); err != nil {
			return err
		}
	}
	return nil
}

// token inserts what a token stands for; text is the source from the token's beginning on.
func (p *XMLParser) token(ctx context.Context, token xml.Token, text string) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(ctx, t)
	case xml.EndElement:
		return p.end(ctx, t)
	case xml.CharData:
		return p.characters(ctx, string(t), strings.HasPrefix(text, "<![CDATA["))
	case xml.Comment:
		dom.Insert(ctx, p.doc.CreateComment(string(t)), p.parent(), nil)
	case xml.ProcInst:
		if t.Target == "xml" {
			return nil // the XML declaration
		}
		if strings.EqualFold(t.Target, "xml") {
			return errors.New("the target xml is reserved")
		}
		n, err := p.doc.CreateProcessingInstruction(t.Target, string(t.Inst))
		if err != nil {
			return err
		}
		dom.Insert(ctx, n, p.parent(), nil)
	case xml.Directive:
		return p.doctype(ctx, string(t))
	}
	return nil
}

// parent is the node that is being filled.
func (p *XMLParser) parent() *dom.Node {
	if len(p.open) == 0 {
		return &p.doc.Node
	}
	n := p.open[len(p.open)-1].node
	if n.TemplateContents != nil {
		return n.TemplateContents
	}
	return n
}

func (p *XMLParser) start(ctx context.Context, t xml.StartElement) error {
	if len(p.open) == 0 && p.rooted {
		return errors.New("there is a second document element")
	}
	if len(p.open) >= maxXMLDepth {
		return errors.New("elements are nested too deeply")
	}
	e := &xmlElement{name: t.Name, namespaces: map[string]string{}}
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			e.namespaces[""] = a.Value
		case a.Name.Space == "xmlns" && a.Value == "":
			return fmt.Errorf("the prefix %s cannot be undeclared", a.Name.Local)
		case a.Name.Space == "xmlns":
			e.namespaces[a.Name.Local] = a.Value
		}
	}
	p.open = append(p.open, e)
	namespace, ok := p.namespace(t.Name.Space)
	if !ok {
		return fmt.Errorf("the prefix %s is not declared", t.Name.Space)
	}
	e.node = p.doc.NewElement(namespace, t.Name.Space, t.Name.Local)
	if err := p.attributes(ctx, e.node, t.Attr); err != nil {
		return err
	}
	script := e.node.Is("script")
	if script && p.sink != nil {
		e.node.ParserDocument, e.node.ForceAsync = p.doc, false
		e.node.Line, _ = p.decoder.InputPos()
	} else if script {
		e.node.AlreadyStarted = true
	}
	p.open = p.open[:len(p.open)-1]
	dom.Insert(ctx, e.node, p.parent(), nil)
	p.open = append(p.open, e)
	p.rooted = true
	return nil
}

// attributes gives an element its attributes.
func (p *XMLParser) attributes(ctx context.Context, el *dom.Node, attributes []xml.Attr) error {
	for _, a := range attributes {
		namespace, prefix := "", a.Name.Space
		switch {
		case prefix == "" && a.Name.Local == "xmlns", prefix == "xmlns":
			namespace = dom.XMLNSNamespace
		case prefix != "":
			var ok bool
			if namespace, ok = p.namespace(prefix); !ok {
				return fmt.Errorf("the prefix %s is not declared", prefix)
			}
		}
		for _, other := range el.Attrs {
			if other.Namespace == namespace && other.LocalName == a.Name.Local {
				return fmt.Errorf("the attribute %s is there twice", qualified(a.Name))
			}
		}
		el.SetAttrNS(ctx, namespace, prefix, a.Name.Local, a.Value)
	}
	return nil
}

// namespace is what a prefix stands for where the parser is.
func (p *XMLParser) namespace(prefix string) (string, bool) {
	for i := len(p.open) - 1; i >= 0; i-- {
		if namespace, ok := p.open[i].namespaces[prefix]; ok {
			return namespace, true
		}
	}
	if prefix == "xml" {
		return dom.XMLNamespace, true
	}
	return "", prefix == ""
}

// end closes an element, which runs it if it is a script.
func (p *XMLParser) end(ctx context.Context, t xml.EndElement) error {
	if len(p.open) == 0 {
		return fmt.Errorf("the end tag %s has no start tag", qualified(t.Name))
	}
	e := p.open[len(p.open)-1]
	if e.name != t.Name {
		return fmt.Errorf("the end tag %s does not close %s", qualified(t.Name), qualified(e.name))
	}
	p.open = p.open[:len(p.open)-1]
	if p.sink == nil || !e.node.Is("script") {
		return nil
	}
	p.running = true
	blocking := p.sink.Script(ctx, e.node)
	if blocking != nil && !p.aborted {
		blocking(ctx)
	}
	p.running = false
	return nil
}

// characters inserts text; what is next to other text becomes part of it, CDATA sections are nodes of their own.
func (p *XMLParser) characters(ctx context.Context, data string, cdata bool) error {
	if len(p.open) == 0 {
		if cdata || strings.Trim(data, "\t\n\r ") != "" {
			return errors.New("there is text outside the document element")
		}
		return nil
	}
	at := p.parent()
	if cdata {
		dom.Insert(ctx, &dom.Node{Type: dom.CDATASectionNode, OwnerDocument: at.OwnerDocument, Data: data}, at, nil)
		return nil
	}
	dom.Insert(ctx, at.OwnerDocument.CreateTextNode(data), at, nil)
	return nil
}

var doctypePattern = regexp.MustCompile(`(?s)^DOCTYPE\s+([^\s>\[]+)(?:\s+PUBLIC\s+(?:"([^"]*)"|'([^']*)')\s+(?:"([^"]*)"|'([^']*)')|\s+SYSTEM\s+(?:"([^"]*)"|'([^']*)'))?\s*(?:\[.*\])?\s*$`)

// xhtmlIdentifiers begin the public identifiers that stand for HTML's named character references.
// https://html.spec.whatwg.org/multipage/xhtml.html#parsing-xhtml-documents
var xhtmlIdentifiers = []string{
	"-//W3C//DTD XHTML 1.0 ", "-//W3C//DTD XHTML 1.1//EN", "-//W3C//DTD XHTML Basic 1.0//EN", "-//W3C//DTD XHTML 1.1 plus MathML 2.0",
	"-//W3C//DTD MathML 2.0//EN", "-//WAPFORUM//DTD XHTML Mobile 1.0//EN",
}

// doctype inserts a document type. What an internal subset declares is not known.
func (p *XMLParser) doctype(ctx context.Context, directive string) error {
	m := doctypePattern.FindStringSubmatch(directive)
	if m == nil || p.rooted || p.doc.Doctype() != nil {
		return errors.New("the document type declaration is misplaced or malformed")
	}
	public := m[2] + m[3]
	for _, known := range xhtmlIdentifiers {
		if strings.HasPrefix(public, known) {
			p.decoder.Entity = xml.HTMLEntity
		}
	}
	n, err := p.doc.CreateDoctype(m[1], public, m[4]+m[5]+m[6]+m[7])
	if err != nil {
		return err
	}
	dom.Insert(ctx, n, &p.doc.Node, nil)
	return nil
}

// showError puts an element into the document that tells why the rest is missing, as Chrome does.
func (p *XMLParser) showError(ctx context.Context, err error) {
	root := p.doc.DocumentElement()
	if root == nil {
		root = p.doc.NewElement(dom.HTMLNamespace, "", "html")
		dom.Insert(ctx, root, &p.doc.Node, nil)
		dom.Insert(ctx, p.doc.NewElement(dom.HTMLNamespace, "", "body"), root, nil)
	}
	at := root
	if body := p.doc.Body(); body != nil {
		at = body
	}
	line, column := p.decoder.InputPos()
	report := p.doc.NewElement(dom.HTMLNamespace, "", "parsererror")
	for _, part := range []struct{ name, text string }{
		{"h3", "This page contains the following errors:"},
		{"div", fmt.Sprintf("error on line %d at column %d: %s\n", line, column, err)},
		{"h3", "Below is a rendering of the page up to the first error."},
	} {
		el := p.doc.NewElement(dom.HTMLNamespace, "", part.name)
		dom.Insert(ctx, p.doc.CreateTextNode(part.text), el, nil)
		dom.Insert(ctx, el, report, nil)
	}
	dom.Insert(ctx, report, at, at.FirstChild)
}

// qualified is a name as it is written.
func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}
