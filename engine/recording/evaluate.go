package recording

import (
	"context"
	"fmt"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// Evaluate runs a script in the realm of the document that the last event belongs to, while the world stands still at that event, and
// shows its value. It may be called from Reached only. What the script does changes the world: the recording is of no
// use afterwards. The error is what the script threw, or says why it could not run.
func (r *Recorder) Evaluate(ctx context.Context, source string) (value string, err error) {
	defer r.Pause()()
	d := r.documentNow()
	if d == nil || d.Window() == nil {
		return "", fmt.Errorf("no document whose realm could be used is open at event %d", r.Len()-1)
	}
	w := d.Window()
	w.RunScript(ctx, func(context.Context) {
		realm := w.Realm()
		var v js.Value
		if v, err = realm.Eval(source, "eval", 1); err == nil {
			value, err = display(realm, v)
		}
	})
	return value, err
}

// documentNow returns the last event's document, or else the first page's.
func (r *Recorder) documentNow() *navigation.Document {
	for d, v := range r.world.documents {
		if v.key == r.document {
			return d
		}
	}
	for _, t := range r.ua.Traversables() {
		if d := t.ActiveDocument(); d != nil {
			return d
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
