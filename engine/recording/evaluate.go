package recording

import (
	"context"
	"fmt"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// Evaluate runs a script while the world stands still at the last event, and shows its value. It runs in the realm of a document or
// worker, whose key in is; "" is what the event belongs to. It may be called from Reached only. What the script does changes the world: the
// recording is of no use afterwards. The error is what the script threw, or says why it could not run.
func (r *Recorder) Evaluate(ctx context.Context, in, source string) (value string, err error) {
	defer r.Pause()()
	g := r.global(in)
	if g == nil {
		return "", fmt.Errorf("no document or worker whose realm could be used is there at event %d", r.Len()-1)
	}
	g.RunScript(ctx, func(context.Context) {
		realm := g.Realm()
		var v js.Value
		if v, err = realm.Eval(source, "eval", 1); err == nil {
			value, err = display(realm, v)
		}
	})
	return value, err
}

// global returns the global object of the document or worker with that key; for "" that of the last event, or else of the first page.
func (r *Recorder) global(key string) navigation.GlobalScope {
	want := key
	if want == "" {
		want = r.document
	}
	for d, v := range r.world.documents {
		if v.key == want && d.Window() != nil && d.Window().Realm() != nil {
			return d.Window()
		}
	}
	for w, v := range r.world.workers {
		if v.key == want && w.Scope() != nil && w.Scope().Realm() != nil {
			return w.Scope()
		}
	}
	if key != "" {
		return nil
	}
	for _, t := range r.ua.Traversables() {
		if d := t.ActiveDocument(); d != nil && d.Window() != nil {
			return d.Window()
		}
	}
	return nil
}

// display shows a value as a console would, on one line.
func display(realm *js.Realm, v js.Value) (string, error) {
	switch {
	case v.IsUndefined():
		return "undefined", nil
	case v.IsObject() && !realm.IsFunction(v):
		if text, err := realm.JSONStringify(v); err == nil && text != "" && text != "{}" {
			return text, nil
		}
	case v.IsString():
		return realm.JSONStringify(v)
	}
	return realm.ToString(v)
}
