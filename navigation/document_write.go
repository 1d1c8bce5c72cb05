package navigation

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/webidl"
)

// Open implements the "document open steps" for a call by entry's scripts.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps
func (d *Document) Open(ctx context.Context, entry *Document) error {
	ctx, s := spec.Begin(ctx, spec.DocumentOpenSteps, d)
	defer s.End()
	s.Step("1")
	if !d.dom.HTML {
		return webidl.DOMExceptionf("InvalidStateError", "Only HTML documents support open().")
	}
	s.Step("4")
	if entry == nil || !entry.SameOriginAs(d) {
		return webidl.DOMExceptionf("SecurityError", "Can only call open() on same-origin documents.")
	}
	s.Step("5")
	if p := d.dom.Parser; p != nil && p.Nested() {
		return nil
	}
	s.Step("6")
	if d.unloadCounter > 0 {
		return nil
	}
	s.Step("7")
	if d.parserAborted {
		return nil
	}
	s.Step("8")
	n := d.NodeNavigable()
	if n != nil && n.OngoingNavigation != "" && n.OngoingNavigation != traversal {
		n.StopLoading(ctx)
	}
	if p := d.dom.Parser; p != nil {
		p.Abort() // what the replaced parser still has is not for this document
	}
	s.Step("9")
	for node := d.dom.FirstChild; node != nil; node = node.Next(&d.dom.Node) {
		dom.RemoveAllListeners(node)
	}
	dom.RemoveAllListeners(d.dom)
	s.Step("10")
	if d.window.document == d {
		dom.RemoveAllListeners(d.window)
	}
	s.Step("11")
	dom.ReplaceAll(ctx, nil, &d.dom.Node)
	if d.FullyActive() {
		s.Step("12.1")
		u := entry.URL().Clone()
		if entry != d {
			s.Step("12.2")
			u.SetFragment(nil)
		}
		s.Step("12.3")
		d.urlAndHistoryUpdate(ctx, u, nil, "replace")
	}
	s.Step("13")
	d.isInitialAboutBlank = false
	s.Step("14")
	if d.iframeLoadInProgress {
		d.muteIframeLoad = true
	}
	s.Step("15")
	d.dom.Mode = dom.NoQuirks
	s.Step("16")
	d.parsing = true
	d.scriptsMayRun = true
	parser.Open(d.dom, sink{d})
	s.Step("18")
	d.updateReadiness(ctx, "loading")
	s.Step("19")
	return nil
}

// Write implements the "document write steps" for a call by entry's scripts.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-write-steps
func (d *Document) Write(ctx context.Context, text string, entry *Document) error {
	ctx, s := spec.Begin(ctx, spec.DocumentWriteSteps, d)
	defer s.End()
	s.Step("6")
	if !d.dom.HTML {
		return webidl.DOMExceptionf("InvalidStateError", "Only HTML documents support write().")
	}
	s.Step("8")
	if d.parserAborted {
		return nil
	}
	if p := d.dom.Parser; p == nil || !p.Insertable() {
		s.Step("9.1")
		if d.unloadCounter > 0 || d.ignoreDestructiveWrites > 0 {
			return nil
		}
		s.Step("9.2")
		if err := d.Open(ctx, entry); err != nil {
			return err
		}
	}
	s.Step("10")
	s.Step("11")
	if p := d.dom.Parser; p != nil {
		p.Write(ctx, text)
	}
	return nil
}

// CloseParser implements close() of documents.
// https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#dom-document-close
func (d *Document) CloseParser(ctx context.Context) error {
	ctx, s := spec.Begin(ctx, spec.DocumentClose, d)
	defer s.End()
	s.Step("1")
	if !d.dom.HTML {
		return webidl.DOMExceptionf("InvalidStateError", "Only HTML documents support close().")
	}
	s.Step("3")
	p := d.dom.Parser
	if p == nil || !p.ScriptCreated() {
		return nil
	}
	s.Step("4")
	s.Step("6")
	p.Close(ctx)
	return nil
}
