package parser

import (
	"regexp"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/webidl"
	"golang.org/x/net/html"
)

// A Selector is a parsed group of selectors.
type Selector struct {
	simple func(*dom.Node) bool // a plain type, ID or class selector
	group  cascadia.SelectorGroup
	marked bool // it has :scope or :target
}

var plain = regexp.MustCompile(`^[#.]?[A-Za-z_][-A-Za-z0-9_]*$`)

// These attributes stand for :scope and :target, which cascadia does not know.
const (
	scopeAttribute  = "exeunt--scope"
	targetAttribute = "exeunt--target"
)

var targetPseudoClass = regexp.MustCompile(`:target($|[^-\w])`)

// ParseSelector parses a selectors string. Its error is a SyntaxError DOMException.
// https://dom.spec.whatwg.org/#scope-match-a-selectors-string
func ParseSelector(selectors string) (*Selector, error) {
	text := strings.Trim(selectors, "\t\n\f\r ")
	if plain.MatchString(text) {
		return &Selector{simple: simpleMatch(text)}, nil
	}
	s := &Selector{marked: strings.Contains(text, ":scope") || strings.Contains(text, ":target")}
	if s.marked {
		text = strings.ReplaceAll(text, ":scope", "["+scopeAttribute+"]")
		text = targetPseudoClass.ReplaceAllString(text, "["+targetAttribute+"]$1")
	}
	group, err := cascadia.ParseGroup(text)
	if err != nil {
		return nil, webidl.DOMExceptionf("SyntaxError", "%q is not a valid selector", selectors)
	}
	for _, sel := range group {
		if sel.PseudoElement() != "" {
			return nil, webidl.DOMExceptionf("SyntaxError", "%q selects a pseudo-element", selectors)
		}
	}
	s.group = group
	return s, nil
}

func simpleMatch(text string) func(*dom.Node) bool {
	switch name := text[1:]; text[0] {
	case '#':
		return func(n *dom.Node) bool { return n.ID() == name }
	case '.':
		return func(n *dom.Node) bool {
			class, ok := n.Attr("class")
			return ok && slices.Contains(dom.Tokens(class), name)
		}
	}
	lower := strings.ToLower(text)
	return func(n *dom.Node) bool {
		if n.Namespace == dom.HTMLNamespace && n.OwnerDocument.HTML {
			return n.LocalName == lower
		}
		return n.LocalName == text
	}
}

// First is the first element below scope that matches, nil for none.
func (s *Selector) First(scope *dom.Node) *dom.Node {
	match := s.matcher(scope)
	for c := scope.FirstChild; c != nil; c = c.Next(scope) {
		if c.Type == dom.ElementNode && match(c) {
			return c
		}
	}
	return nil
}

// All lists the elements below scope that match, in tree order.
func (s *Selector) All(scope *dom.Node) []*dom.Node {
	return scope.ElementsWhere(s.matcher(scope))
}

// Matches tells whether el matches, with el as the scope.
func (s *Selector) Matches(el *dom.Node) bool { return s.matcher(el)(el) }

// Closest is the first inclusive ancestor of el that matches, with el as the scope.
func (s *Selector) Closest(el *dom.Node) *dom.Node {
	match := s.matcher(el)
	for n := el; n != nil && n.Type == dom.ElementNode; n = n.Parent {
		if match(n) {
			return n
		}
	}
	return nil
}

func (s *Selector) matcher(scope *dom.Node) func(*dom.Node) bool {
	if s.simple != nil {
		return s.simple
	}
	m := mirror(scope.Root(), scope, s.marked)
	return func(n *dom.Node) bool {
		for _, sel := range s.group {
			if sel.Match(m[n]) {
				return true
			}
		}
		return false
	}
}

// mirror copies the tree below root into x/net/html nodes.
func mirror(root, scope *dom.Node, mark bool) map[*dom.Node]*html.Node {
	nodes := map[*dom.Node]*html.Node{}
	for n := root; n != nil; n = n.Next(root) {
		c := &html.Node{Type: html.CommentNode, Data: n.Data}
		switch n.Type {
		case dom.ElementNode:
			c.Type, c.Data = html.ElementNode, n.LocalName
			switch n.Namespace {
			case dom.HTMLNamespace:
			case dom.SVGNamespace:
				c.Namespace = "svg"
			case dom.MathMLNamespace:
				c.Namespace = "math"
			default:
				c.Namespace = n.Namespace
			}
			for _, a := range n.Attrs {
				c.Attr = append(c.Attr, html.Attribute{Key: a.QualifiedName(), Val: a.Value})
			}
		case dom.TextNode, dom.CDATASectionNode:
			c.Type = html.TextNode
		case dom.DocumentNode:
			c.Type = html.DocumentNode
		case dom.DocumentTypeNode:
			c.Type, c.Data = html.DoctypeNode, n.LocalName
		case dom.DocumentFragmentNode:
			c.Type = html.DocumentNode // so that no parent-dependent selector takes it for an element
		}
		if mark && (n == scope || scope.Type != dom.ElementNode && n.Parent == scope && n.Type == dom.ElementNode && scope.Type == dom.DocumentNode) {
			c.Attr = append(c.Attr, html.Attribute{Key: scopeAttribute})
		}
		if mark && n == root.OwnerDocument.Target {
			c.Attr = append(c.Attr, html.Attribute{Key: targetAttribute})
		}
		nodes[n] = c
		if n != root {
			nodes[n.Parent].AppendChild(c)
		}
	}
	return nodes
}
