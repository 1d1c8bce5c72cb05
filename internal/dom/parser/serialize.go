package parser

import (
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
)

// Serialize implements the HTML fragment serialisation algorithm for n's children.
// https://html.spec.whatwg.org/multipage/parsing.html#html-fragment-serialisation-algorithm
func Serialize(n *dom.Node) string {
	var b strings.Builder
	serializeChildren(&b, n)
	return b.String()
}

// SerializeOuter serialises n itself.
func SerializeOuter(n *dom.Node) string {
	var b strings.Builder
	serialize(&b, n)
	return b.String()
}

func serializeChildren(b *strings.Builder, n *dom.Node) {
	if n.Namespace == dom.HTMLNamespace && void[n.LocalName] {
		return
	}
	if n.TemplateContents != nil {
		n = n.TemplateContents
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		serialize(b, c)
	}
}

var void = map[string]bool{"area": true, "base": true, "basefont": true, "bgsound": true, "br": true, "col": true, "embed": true,
	"frame": true, "hr": true, "img": true, "input": true, "keygen": true, "link": true, "meta": true, "param": true, "source": true,
	"track": true, "wbr": true}

var rawText = map[string]bool{"style": true, "script": true, "xmp": true, "iframe": true, "noembed": true, "noframes": true,
	"plaintext": true, "noscript": true}

var (
	textEscapes      = strings.NewReplacer("&", "&amp;", "\u00a0", "&nbsp;", "<", "&lt;", ">", "&gt;")
	attributeEscapes = strings.NewReplacer("&", "&amp;", "\u00a0", "&nbsp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;")
)

func serialize(b *strings.Builder, n *dom.Node) {
	switch n.Type {
	case dom.ElementNode:
		name := n.QualifiedName()
		switch n.Namespace {
		case dom.HTMLNamespace, dom.SVGNamespace, dom.MathMLNamespace:
			name = n.LocalName
		}
		b.WriteByte('<')
		b.WriteString(name)
		for _, a := range n.Attrs {
			b.WriteByte(' ')
			b.WriteString(attributeName(a))
			b.WriteString(`="`)
			attributeEscapes.WriteString(b, a.Value)
			b.WriteByte('"')
		}
		b.WriteByte('>')
		if n.Namespace == dom.HTMLNamespace && void[n.LocalName] {
			return
		}
		serializeChildren(b, n)
		b.WriteString("</")
		b.WriteString(name)
		b.WriteByte('>')
	case dom.TextNode, dom.CDATASectionNode:
		if p := n.Parent; p != nil && p.Namespace == dom.HTMLNamespace && rawText[p.LocalName] {
			b.WriteString(n.Data)
			return
		}
		textEscapes.WriteString(b, n.Data)
	case dom.CommentNode:
		b.WriteString("<!--" + n.Data + "-->")
	case dom.ProcessingInstructionNode:
		b.WriteString("<?" + n.LocalName + " " + n.Data + ">")
	case dom.DocumentTypeNode:
		b.WriteString("<!DOCTYPE " + n.LocalName + ">")
	case dom.DocumentNode, dom.DocumentFragmentNode:
		serializeChildren(b, n)
	}
}

// attributeName is the attribute's serialised name.
// https://html.spec.whatwg.org/multipage/parsing.html#attribute's-serialised-name
func attributeName(a *dom.Attr) string {
	switch a.Namespace {
	case "":
		return a.LocalName
	case dom.XMLNamespace:
		return "xml:" + a.LocalName
	case dom.XLinkNamespace:
		return "xlink:" + a.LocalName
	case dom.XMLNSNamespace:
		if a.LocalName == "xmlns" {
			return "xmlns"
		}
		return "xmlns:" + a.LocalName
	}
	return a.QualifiedName()
}
