package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// scriptGlobal is what calling script back needs of a realm's host.
type scriptGlobal interface {
	Context() context.Context
	CanRunScript() bool
	RunScript(ctx context.Context, f func(ctx context.Context))
	ReportException(ctx context.Context, e *js.Exception)
}

// domGlobal is a window as the DOM's interfaces see it.
type domGlobal interface {
	DOM() *dom.Document
}

// contextOf is the context of the script that runs in r.
func contextOf(r *js.Realm) context.Context {
	return idl.Call{Realm: r}.Context()
}

// documentOf is the associated document of r's window.
func documentOf(r *js.Realm) *dom.Document {
	if g, ok := r.Host.(domGlobal); ok {
		return g.DOM()
	}
	return nil
}

// RealmOfDocument is the relevant realm of a document's objects, nil when nobody has given it one.
func RealmOfDocument(d *dom.Document) *js.Realm {
	if h, ok := d.Host.(interface{ Realm() *js.Realm }); ok {
		return h.Realm()
	}
	if h, ok := d.Window.(interface{ Realm() *js.Realm }); ok {
		return h.Realm()
	}
	return nil
}

// invokeCallback calls f with script's callback as the standards do: prepared and cleaned up, and what it throws reported.
// f gets the realm and the callback, which is dead outside.
func invokeCallback(ctx context.Context, callback *js.Ref, f func(ctx context.Context, r *js.Realm, callback js.Value) error) {
	invokeListener(ctx, callback, nil, f)
}

// invokeListener is invokeCallback for a listener: e is the window's current event until what the callback threw has been reported and
// its microtasks have run.
// https://dom.spec.whatwg.org/#concept-event-listener-inner-invoke
func invokeListener(ctx context.Context, callback *js.Ref, e *dom.Event, f func(ctx context.Context, r *js.Realm, callback js.Value) error) {
	r := callback.Realm()
	if r == nil {
		return
	}
	defer r.Agent.Scope()()
	v := callback.Value()
	if !v.IsObject() {
		return // its realm is closed
	}
	if own := r.Agent.RealmOf(v); own != nil {
		r = own
	}
	g, ok := r.Host.(scriptGlobal)
	if !ok {
		_ = f(ctx, r, v) // a realm without a window has nobody to report to
		return
	}
	if !g.CanRunScript() {
		return
	}
	if e != nil {
		defer currentEvent(r, e)()
	}
	g.RunScript(ctx, func(ctx context.Context) {
		if err := f(ctx, r, v); err != nil {
			reportError(ctx, r, err)
		}
	})
}

// reportError reports what script, or a Go function on its behalf, threw.
func reportError(ctx context.Context, r *js.Realm, err error) {
	g, ok := r.Host.(scriptGlobal)
	if !ok {
		return
	}
	e, ok := js.AsException(err)
	if !ok {
		e = r.NewException(r.Thrown(err))
	}
	g.ReportException(ctx, e)
}

// fromAny converts a value that Go keeps for script: a kept value, an exception, a target, or plain data.
func fromAny(r *js.Realm, v any, missing js.Value) js.Value {
	switch v := v.(type) {
	case nil:
		return missing
	case *js.Ref:
		if v == nil {
			return missing
		}
		return v.Value()
	case js.Value:
		return v
	case *webidl.Exception:
		return r.Thrown(v)
	case dom.Target:
		return wrapTarget(r, v)
	case string:
		return r.String(v)
	case error:
		return r.Thrown(v)
	}
	return missing
}

// wrapNode is the platform object of n, null for nil.
func wrapNode(r *js.Realm, n *dom.Node) js.Value {
	if n == nil {
		return js.Null
	}
	if own := RealmOfDocument(n.OwnerDocument); own != nil {
		r = own
	}
	return r.Wrap(classOfNode(n), n)
}

func classOfNode(n *dom.Node) *js.Class {
	switch n.Type {
	case dom.ElementNode:
		return classOfElement(n)
	case dom.AttributeNode:
		return AttrClass
	case dom.TextNode:
		return TextClass
	case dom.CDATASectionNode:
		return CDATASectionClass
	case dom.ProcessingInstructionNode:
		return ProcessingInstructionClass
	case dom.CommentNode:
		return CommentClass
	case dom.DocumentNode:
		return DocumentClass
	case dom.DocumentTypeNode:
		return DocumentTypeClass
	case dom.DocumentFragmentNode:
		if n.Shadow() != nil {
			return ShadowRootClass
		}
		return DocumentFragmentClass
	}
	return NodeClass
}

// wrapTarget is the object of an event target, null for nil. A target that is neither a node nor a signal nor a window says
// itself what its object is.
func wrapTarget(r *js.Realm, t dom.Target) js.Value {
	switch t := dom.Canonical(t).(type) {
	case nil:
		return js.Null
	case *dom.Node:
		return wrapNode(r, t)
	case *dom.AbortSignal:
		return wrapSignal(r, t)
	case *scriptTarget:
		return r.Wrap(EventTargetClass, t)
	case interface{ JSValue(r *js.Realm) js.Value }:
		return t.JSValue(r)
	case interface{ Realm() *js.Realm }:
		return t.Realm().GlobalThis()
	default:
		if c := classOfTarget(t); c != nil {
			return r.Wrap(c, t)
		}
		return js.Null
	}
}
