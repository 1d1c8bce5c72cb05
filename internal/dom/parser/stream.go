package parser

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/exeunt/exeunt/internal/dom"
	"golang.org/x/net/html"
)

// A Sink receives what the parser meets.
type Sink interface {
	// Script is called at the end tag of each HTML script element. It may run the script and change the tree. A script that
	// blocks parsing and is still being fetched is not run: the result waits for it and runs it.
	Script(ctx context.Context, el *dom.Node) (blocking func(ctx context.Context))
	// InParallel runs steps that may wait on the event loop.
	InParallel(ctx context.Context, steps func(ctx context.Context))
	// End is called once at the end of the source, unless the parser was aborted. It may wait on the event loop.
	End(ctx context.Context)
}

// A Parser is the running parser of a document, as [dom.Document.Parser].
type Parser struct {
	doc      *dom.Document
	sink     Sink
	source   string // the input stream
	complete bool   // its end is known
	created  bool   // by script: document.open()
	done     bool   // the end was reached
	offset   int    // source before this offset has been searched for script texts
	line     int    // newlines before offset
	aborted  bool

	root    *twin
	seen    int                       // script elements met in the current walk of the tree
	hold    int                       // index of a script element that is not complete, -1 for none
	grown   bool                      // written to since the tree was made
	points  []int                     // insertion points of the scripts that run, innermost last; -1 until they write
	scripts []int                     // their indices
	waiting func(ctx context.Context) // the pending parsing-blocking script
	waitFor int                       // its index
}

// A twin is a node of the parsed tree that has been replayed, and what became of it.
type twin struct {
	node *dom.Node // nil for what has none
	from *html.Node
	kids []*twin
}

// A Source waits for the next piece of an input stream and says whether more will follow. It is not ok when nobody wants it any more.
type Source func(ctx context.Context) (text string, more, ok bool)

// Parse parses what source brings into the empty document doc, as it comes, and returns after sink.End, or after the parser was
// aborted. It may wait.
// https://html.spec.whatwg.org/multipage/parsing.html#parsing
func Parse(ctx context.Context, doc *dom.Document, source Source, sink Sink) error {
	p := newParser(doc, sink)
	doc.Parser = p
	err := p.parse(ctx, source)
	if doc.Parser == p {
		doc.Parser = nil
	}
	if err != nil {
		return err
	}
	if !p.aborted {
		sink.End(ctx)
	}
	return nil
}

func (p *Parser) parse(ctx context.Context, source Source) error {
	for !p.aborted && !p.complete {
		text, more, ok := source(ctx)
		if !ok {
			p.aborted = true
			break
		}
		if p.aborted {
			break
		}
		p.source += text
		p.complete = !more
		if text == "" && more {
			continue
		}
		if err := p.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func newParser(doc *dom.Document, sink Sink) *Parser {
	return &Parser{doc: doc, sink: sink, hold: -1, root: &twin{node: &doc.Node}}
}

// Open makes a script-created parser the active parser of an empty document.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps
func Open(doc *dom.Document, sink Sink) *Parser {
	p := newParser(doc, sink)
	p.created = true
	doc.Parser = p
	return p
}

// ScriptCreated says whether document.open() made the parser.
func (p *Parser) ScriptCreated() bool { return p.created }

// Abort stops the parser: nothing is inserted any more.
// https://html.spec.whatwg.org/multipage/parsing.html#abort-a-parser
func (p *Parser) Abort() { p.aborted = true }

// Nested says whether a script of the parser is running: its script nesting level is greater than zero.
// https://html.spec.whatwg.org/multipage/parsing.html#script-nesting-level
func (p *Parser) Nested() bool { return len(p.points) > 0 }

// Insertable says whether the parser has an insertion point.
// https://html.spec.whatwg.org/multipage/parsing.html#insertion-point
func (p *Parser) Insertable() bool { return p.Nested() || p.created && !p.complete }

// Write inserts text at the insertion point and parses as far as that; it does nothing where there is none.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-write-steps
func (p *Parser) Write(ctx context.Context, text string) {
	if p.aborted || !p.Insertable() {
		return
	}
	p.grown = true
	at := len(p.points) - 1
	if at < 0 {
		p.source += text
		p.advance(ctx, func() int { return len(p.source) })
		return
	}
	if p.points[at] < 0 {
		p.points[at] = p.endOfScript(p.scripts[at])
	}
	to := p.points[at]
	p.source = p.source[:to] + text + p.source[to:]
	for i, point := range p.points {
		if point >= to {
			p.points[i] += len(text)
		}
	}
	p.advance(ctx, func() int { return p.points[at] })
}

// advance parses the source up to a limit, which moves when scripts write, without waiting.
func (p *Parser) advance(ctx context.Context, limit func() int) {
	for !p.aborted && p.waiting == nil {
		p.grown = false
		if err := p.replay(ctx, p.source[:limit()], false, false); err != nil || !p.grown {
			break
		}
	}
	p.grown = true // the loop that runs below has an older tree
	if len(p.points) == 0 && p.waiting != nil {
		p.resume(ctx)
	}
}

// resume lets a script-created parser wait for its pending parsing-blocking script and go on.
func (p *Parser) resume(ctx context.Context) {
	p.sink.InParallel(ctx, func(ctx context.Context) {
		_ = p.run(ctx)
		p.finish(ctx)
	})
}

// Close tells a script-created parser that nothing more will be written.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-document-close
func (p *Parser) Close(ctx context.Context) {
	if !p.created || p.complete {
		return
	}
	p.complete = true
	if p.waiting != nil || p.Nested() {
		return // it ends when the script has run
	}
	for p.grown = true; p.grown && !p.aborted && p.waiting == nil; {
		p.grown = false
		if err := p.replay(ctx, p.source, true, false); err != nil {
			break
		}
	}
	if p.waiting != nil {
		p.resume(ctx)
		return
	}
	p.sink.InParallel(ctx, p.finish)
}

// finish ends a script-created parser that has come to the end of what was written.
func (p *Parser) finish(ctx context.Context) {
	if !p.complete || p.aborted || p.done || p.waiting != nil {
		return
	}
	p.done = true
	if p.doc.Parser == p {
		p.doc.Parser = nil
	}
	p.sink.End(ctx)
}

// run parses all of the source; it waits for scripts that block.
func (p *Parser) run(ctx context.Context) error {
	for {
		if f := p.waiting; f != nil {
			p.waiting = nil
			p.enter(p.waitFor)
			f(ctx)
			p.leave()
		}
		p.grown = false
		if err := p.replay(ctx, p.source, p.complete, true); err != nil {
			return err
		}
		if p.aborted || !p.grown && p.waiting == nil {
			return nil
		}
	}
}

// replay parses text, of which a part has been replayed before, and inserts the rest. It stops when a script writes.
func (p *Parser) replay(ctx context.Context, text string, whole, mayWait bool) error {
	inScript := false
	if !whole {
		last := max(len(text)-longestReference, 0)
		text = text[:last] + unfinishedTail.ReplaceAllString(text[last:], "")
		text, inScript = unfinished(text)
	}
	tree, err := parse(text)
	if err != nil {
		return fmt.Errorf("parse HTML: %w", err)
	}
	p.seen, p.hold = 0, -1
	if inScript {
		p.hold = countScripts(tree) - 1
	}
	if !whole {
		trim(tree)
	}
	if len(p.root.kids) == 0 && tree.FirstChild != nil {
		p.doc.Mode = quirksMode(tree)
	}
	p.walk(ctx, tree, p.root, mayWait)
	return nil
}

// walk brings the children of m up to date with those of from; false stops the replay.
func (p *Parser) walk(ctx context.Context, from *html.Node, m *twin, mayWait bool) bool {
	i := 0
	for c := from.FirstChild; c != nil; c = c.NextSibling {
		if p.aborted {
			return false
		}
		if isScript(c) && p.seen == p.hold {
			return false
		}
		if i < len(m.kids) && m.kids[i].matches(c) {
			if !p.update(ctx, c, m.kids[i], mayWait) {
				return false
			}
		} else {
			k := &twin{from: c}
			m.kids = append(m.kids, nil)
			copy(m.kids[i+1:], m.kids[i:])
			m.kids[i] = k
			if !p.insert(ctx, c, k, m, mayWait) {
				return false
			}
		}
		i++
	}
	return true
}

// matches says whether c is what k was made of.
func (k *twin) matches(c *html.Node) bool {
	return k.from.Type == c.Type && (c.Type == html.TextNode || k.from.Data == c.Data && k.from.Namespace == c.Namespace)
}

// update goes on with a node that was inserted before.
func (p *Parser) update(ctx context.Context, c *html.Node, k *twin, mayWait bool) bool {
	if c.Type == html.TextNode && c.Data != k.from.Data && k.node != nil {
		if more, ok := strings.CutPrefix(c.Data, k.from.Data); ok {
			k.node.SetData(ctx, k.node.Data+more)
		} else {
			k.node.SetData(ctx, c.Data)
		}
	}
	if k.node != nil && (c.Data == "html" || c.Data == "body") && c.Type == html.ElementNode {
		for _, a := range c.Attr[min(len(k.from.Attr), len(c.Attr)):] { // of a second start tag
			if _, ok := k.node.Attr(a.Key); !ok && a.Namespace == "" {
				k.node.SetAttr(ctx, a.Key, a.Val)
			}
		}
	}
	k.from = c
	if isScript(c) {
		p.seen++
		return true
	}
	if k.node == nil {
		return true
	}
	return p.walk(ctx, c, k, mayWait)
}

// insert makes the node of c, inserts it and what is in it, and runs it if it is a script.
func (p *Parser) insert(ctx context.Context, c *html.Node, k, parent *twin, mayWait bool) bool {
	to := parent.node
	if to.TemplateContents != nil {
		to = to.TemplateContents
	}
	n := convert(ctx, p.doc, to, c)
	if n == nil {
		return true
	}
	script := n.Is("script")
	if script {
		n.ParserDocument, n.ForceAsync = p.doc, false
		p.locate(n, c)
	}
	index := p.seen
	if isScript(c) {
		p.seen++
	}
	if to.Type == dom.DocumentNode && dom.EnsurePreInsertValidity(ctx, n, to, nil) != nil {
		return true // a script has put something else there
	}
	k.node = n
	dom.Insert(ctx, n, to, nil)
	if !script {
		return p.walk(ctx, c, k, mayWait)
	}
	for t := c.FirstChild; t != nil; t = t.NextSibling {
		if text := convert(ctx, p.doc, n, t); text != nil {
			dom.Insert(ctx, text, n, nil)
		}
	}
	if p.aborted {
		return false
	}
	p.enter(index)
	blocking := p.sink.Script(ctx, n)
	p.leave()
	if blocking != nil {
		if !mayWait || p.waiting != nil {
			p.waiting, p.waitFor = blocking, index
			return false
		}
		p.enter(index)
		blocking(ctx)
		p.leave()
	}
	return !p.grown && p.waiting == nil
}

// enter gives the script that is about to run an insertion point.
func (p *Parser) enter(script int) {
	p.points, p.scripts = append(p.points, -1), append(p.scripts, script)
}

func (p *Parser) leave() {
	p.points, p.scripts = p.points[:len(p.points)-1], p.scripts[:len(p.scripts)-1]
}

// endOfScript is the offset after the end tag of the script element with that index.
func (p *Parser) endOfScript(index int) int {
	z := html.NewTokenizer(strings.NewReader(p.source))
	at := 0
	for open := false; ; {
		typ := z.Next()
		at += len(z.Raw())
		if typ == html.ErrorToken {
			return len(p.source)
		}
		if typ != html.StartTagToken && typ != html.EndTagToken {
			continue
		}
		name, _ := z.TagName()
		if string(name) != "script" {
			continue
		}
		if typ == html.EndTagToken && open {
			if index--; index < 0 {
				return at
			}
		}
		open = typ == html.StartTagToken
	}
}

// unfinishedTail is what may go on as a character reference, a tag or a newline.
var unfinishedTail = regexp.MustCompile(`(?:&#?[0-9A-Za-z]*|</?[A-Za-z]*|\r)$`)

// longestReference is more than the longest name of a character reference has.
const longestReference = 64

// unfinished says whether the text ends within a script element, and returns it without a comment or the
// start of a tag that has no end yet.
func unfinished(text string) (rest string, inScript bool) {
	z := html.NewTokenizer(strings.NewReader(text))
	at := 0
	for open := false; ; {
		typ := z.Next()
		raw := string(z.Raw())
		switch typ {
		case html.ErrorToken:
			return text, open
		case html.TextToken:
			if at+len(raw) == len(text) && !open {
				for _, start := range []string{"<", "</"} {
					if strings.HasSuffix(raw, start) {
						return strings.TrimSuffix(text, start), false
					}
				}
			}
		case html.DoctypeToken:
			if at+len(raw) == len(text) && !strings.HasSuffix(raw, ">") {
				return text[:at], false
			}
		case html.CommentToken:
			if at+len(raw) == len(text) && (strings.HasPrefix(raw, "<!--") && !strings.HasSuffix(raw, "-->") || !strings.HasSuffix(raw, ">")) {
				return text[:at], false
			}
		case html.StartTagToken, html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "script" {
				open = typ == html.StartTagToken
			}
		}
		at += len(raw)
	}
}

func isScript(n *html.Node) bool { return n.Type == html.ElementNode && n.Data == "script" }

func countScripts(n *html.Node) int {
	count := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isScript(c) {
			count++
		}
		count += countScripts(c)
	}
	return count
}

// trim takes away what the end of an unfinished source implies: an empty body, an empty head before it, and an empty root.
func trim(tree *html.Node) {
	var root *html.Node
	for c := tree.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			root = c
		}
	}
	if root == nil {
		return
	}
	if body := root.LastChild; body != nil && body.Data == "body" && body.FirstChild == nil && len(body.Attr) == 0 {
		root.RemoveChild(body)
	}
	if head := root.FirstChild; head != nil && head == root.LastChild && head.Data == "head" && head.FirstChild == nil && len(head.Attr) == 0 {
		root.RemoveChild(head)
	}
	if root.FirstChild == nil && len(root.Attr) == 0 {
		tree.RemoveChild(root)
	}
}
