// Package parser builds dom trees from HTML text and writes them back as text.
//
// golang.org/x/net/html parses all of the source that is there; its tree is then replayed in document order through dom's own insert
// algorithm, so hooks run and a script sees only what precedes it. What document.write() adds, or the network brings, is parsed with all that was
// there before; the replay then goes on where it was. The package also matches selectors, since those too work
// on x/net/html nodes.
package parser

import (
	"context"
	"fmt"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func parse(src string) (*html.Node, error) {
	tree, err := html.Parse(strings.NewReader(src))
	if err != nil {
		// The only error of a source in memory is its depth.
		tree, err = html.Parse(strings.NewReader(flatten(src)))
	}
	return tree, err
}

// maxDepth is how many elements may be open; x/net/html gives up at 512, and so do browsers in their way.
const maxDepth = 400

// flatten drops the start tags that would open elements deeper than maxDepth.
func flatten(src string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(src))
	depth := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			if depth >= maxDepth {
				continue
			}
			depth++
		case html.EndTagToken:
			depth = max(0, depth-1)
		}
		b.Write(z.Raw())
	}
}

// locate notes the line at which a script's text starts, for messages.
func (p *Parser) locate(n *dom.Node, from *html.Node) {
	start := strings.Index(asciiLower(p.source[p.offset:]), "<script")
	if start < 0 {
		return
	}
	at := p.offset + start + len("<script")
	if from.FirstChild != nil {
		if text := strings.Index(p.source[at:], from.FirstChild.Data); text >= 0 {
			at += text
		}
	}
	p.line += strings.Count(p.source[p.offset:at], "\n")
	p.offset = at
	n.Line = p.line + 1
}

func asciiLower(s string) string {
	if strings.Contains(s, "<SCRIPT") {
		return strings.ReplaceAll(s, "<SCRIPT", "<script")
	}
	return s
}

// convert makes the dom node for from, without children; nil for what has none. parent says whether a namespace is foreign.
func convert(ctx context.Context, doc *dom.Document, parent *dom.Node, from *html.Node) *dom.Node {
	if parent != nil {
		doc = parent.OwnerDocument
	}
	switch from.Type {
	case html.ElementNode:
		namespace := dom.HTMLNamespace
		switch from.Namespace {
		case "svg":
			namespace = dom.SVGNamespace
		case "math":
			namespace = dom.MathMLNamespace
		}
		n := doc.NewElement(namespace, "", from.Data)
		for _, a := range from.Attr {
			switch a.Namespace {
			case "":
				n.SetAttrNS(ctx, "", "", a.Key, a.Val)
			case "xlink":
				n.SetAttrNS(ctx, dom.XLinkNamespace, "xlink", a.Key, a.Val)
			case "xml":
				n.SetAttrNS(ctx, dom.XMLNamespace, "xml", a.Key, a.Val)
			case "xmlns":
				prefix := "xmlns"
				if a.Key == "xmlns" {
					prefix = ""
				}
				n.SetAttrNS(ctx, dom.XMLNSNamespace, prefix, a.Key, a.Val)
			}
		}
		return n
	case html.TextNode:
		if parent != nil && parent.Type == dom.DocumentNode {
			return nil
		}
		return doc.CreateTextNode(from.Data)
	case html.CommentNode:
		return doc.CreateComment(from.Data)
	case html.DoctypeNode:
		n := &dom.Node{Type: dom.DocumentTypeNode, OwnerDocument: doc, LocalName: from.Data}
		for _, a := range from.Attr {
			switch a.Key {
			case "public":
				n.PublicID = a.Val
			case "system":
				n.SystemID = a.Val
			}
		}
		return n
	}
	return nil
}

// quirksMode implements the doctype rules of the "initial" insertion mode, with the identifiers that pages still use.
// https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode
func quirksMode(tree *html.Node) dom.QuirksMode {
	for c := tree.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.DoctypeNode {
			continue
		}
		public, system, hasSystem := "", "", false
		for _, a := range c.Attr {
			switch a.Key {
			case "public":
				public = strings.ToLower(a.Val)
			case "system":
				system, hasSystem = strings.ToLower(a.Val), true
			}
		}
		transitional401 := strings.HasPrefix(public, "-//w3c//dtd html 4.01 transitional//") || strings.HasPrefix(public, "-//w3c//dtd html 4.01 frameset//")
		switch {
		case c.Data != "html", system == "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd", transitional401 && !hasSystem:
			return dom.Quirks
		case transitional401, strings.HasPrefix(public, "-//w3c//dtd xhtml 1.0 transitional//"), strings.HasPrefix(public, "-//w3c//dtd xhtml 1.0 frameset//"):
			return dom.LimitedQuirks
		case strings.HasPrefix(public, "-//w3c//dtd html 3"), strings.HasPrefix(public, "-//w3c//dtd html 4.0 transitional//"),
			strings.HasPrefix(public, "-//w3c//dtd html 4.0 frameset//"), strings.HasPrefix(public, "-//ietf//dtd html"):
			return dom.Quirks
		}
		return dom.NoQuirks
	}
	return dom.Quirks
}

func parseFragment(at *dom.Node, src string) []*html.Node {
	nodes, err := html.ParseFragment(strings.NewReader(src), contextNode(at))
	if err != nil {
		nodes, _ = html.ParseFragment(strings.NewReader(flatten(src)), contextNode(at))
	}
	return nodes
}

// contextNode is the context element of a fragment parse; anything that is no element counts as body.
func contextNode(at *dom.Node) *html.Node {
	if at == nil || at.Type != dom.ElementNode {
		return &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	}
	n := &html.Node{Type: html.ElementNode, Data: at.LocalName, DataAtom: atom.Lookup([]byte(at.LocalName))}
	switch at.Namespace {
	case dom.SVGNamespace:
		n.Namespace = "svg"
	case dom.MathMLNamespace:
		n.Namespace = "math"
	}
	return n
}

// ParseFragment implements the HTML fragment parsing algorithm: the fragment's node document is the context's, its scripts
// are marked as already started.
// https://html.spec.whatwg.org/multipage/parsing.html#html-fragment-parsing-algorithm
func ParseFragment(ctx context.Context, at *dom.Node, src string) *dom.Node {
	doc := at.OwnerDocument
	fragment := doc.CreateFragment()
	if !strings.ContainsAny(src, "<&\r\x00") && (at.Namespace == dom.HTMLNamespace || at.Type != dom.ElementNode) && !foster[at.LocalName] {
		if src != "" {
			dom.Insert(ctx, doc.CreateTextNode(src), fragment, nil)
		}
		return fragment
	}
	for _, n := range parseFragment(at, src) {
		build(ctx, doc, fragment, n)
	}
	return fragment
}

// foster holds the context elements in which plain text is not simply a text child.
var foster = map[string]bool{"table": true, "tbody": true, "thead": true, "tfoot": true, "tr": true, "colgroup": true, "html": true,
	"head": true, "frameset": true, "select": true}

// ParseDocument parses src into the empty document doc that has no browsing context: scripts are disabled in it.
func ParseDocument(ctx context.Context, doc *dom.Document, src string) error {
	tree, err := parse(src)
	if err != nil {
		return fmt.Errorf("parse HTML: %w", err)
	}
	doc.Mode = quirksMode(tree)
	for c := tree.FirstChild; c != nil; c = c.NextSibling {
		build(ctx, doc, &doc.Node, c)
	}
	return nil
}

func build(ctx context.Context, doc *dom.Document, parent *dom.Node, from *html.Node) {
	n := convert(ctx, doc, parent, from)
	if n == nil {
		return
	}
	if n.Is("script") {
		n.AlreadyStarted, n.ForceAsync = true, false
	}
	inner := n
	if n.TemplateContents != nil {
		inner = n.TemplateContents
	}
	for c := from.FirstChild; c != nil; c = c.NextSibling {
		build(ctx, doc, inner, c)
	}
	dom.Insert(ctx, n, parent, nil)
}
