package stepper

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/go-dap"

	"github.com/exeunt/exeunt/engine/recording"
)

// scopes shows the state of the world at the stepper's place; of a frame further out only what it was given is its own.
func (d *adapter) scopes(m *dap.ScopesRequest) {
	stack := d.session.Stack()
	i := m.Arguments.FrameId - 1
	if i < 0 || i >= len(stack) {
		d.fail(m.GetRequest(), "there is no frame %d", m.Arguments.FrameId)
		return
	}
	state := d.session.State()
	given := map[string]any{}
	for n, a := range stack[i].Args {
		given[fmt.Sprintf("argument %d", n+1)] = a
	}
	var document any
	if raw, ok := state[stack[i].Document]; ok {
		_ = json.Unmarshal(raw, &document)
	}
	list := []dap.Scope{{Name: "Algorithm", PresentationHint: "locals", VariablesReference: d.reference(given), NamedVariables: len(given)}}
	add := func(name string, v any, expensive bool) {
		if ref := d.reference(v); ref > 0 {
			list = append(list, dap.Scope{Name: name, VariablesReference: ref, Expensive: expensive})
		}
	}
	add("Document", document, false)
	add("Frame tree", objects(state, "navigable/"), false)
	add("Documents", objects(state, "document/"), false)
	add("Session history", objects(state, "history/"), false)
	add("Deferred fetches", objects(state, "deferred/"), false)
	add("Quotas", objects(state, "quota/"), false)
	add("Event loop", eventLoop(state), false)
	add("Workers", objects(state, "worker/"), false)
	add("Storage", storage(state), false)
	d.send(&dap.ScopesResponse{Response: answer(m.GetRequest()), Body: dap.ScopesResponseBody{Scopes: list}})
}

func objects(state recording.State, prefix string) any {
	all := map[string]any{}
	for _, key := range state.Keys(prefix) {
		var v any
		state.Get(key, &v)
		all[key] = v
	}
	return all
}

func eventLoop(state recording.State) any {
	all := map[string]any{}
	for _, key := range []string{"queue", "timers", "cookies"} {
		var v any
		if state.Get(key, &v) {
			all[key] = v
		}
	}
	return all
}

// reference returns the variables reference of a value, 0 for one without parts.
func (d *adapter) reference(v any) int {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return 0
		}
	case []any:
		if len(v) == 0 {
			return 0
		}
	default:
		return 0
	}
	d.values = append(d.values, v)
	return len(d.values)
}

func (d *adapter) variables(m *dap.VariablesRequest) {
	i := m.Arguments.VariablesReference - 1
	if i < 0 || i >= len(d.values) {
		d.fail(m.GetRequest(), "the reference %d is not valid any more", i+1)
		return
	}
	list := []dap.Variable{}
	add := func(name string, v any) {
		shown := dap.Variable{Name: name, Value: show(v), VariablesReference: d.reference(v)}
		switch v := v.(type) {
		case map[string]any:
			shown.Type, shown.NamedVariables = "object", len(v)
		case []any:
			shown.Type, shown.IndexedVariables = "list", len(v)
		case string:
			shown.Type = "string"
		case float64:
			shown.Type = "number"
		case bool:
			shown.Type = "boolean"
		}
		list = append(list, shown)
	}
	switch v := d.values[i].(type) {
	case map[string]any:
		var names []string
		for name := range v {
			names = append(names, name)
		}
		slices.SortFunc(names, recording.CompareKeys)
		for _, name := range names {
			add(name, v[name])
		}
	case []any:
		for n, item := range v {
			add(fmt.Sprint(n), item)
		}
	}
	d.send(&dap.VariablesResponse{Response: answer(m.GetRequest()), Body: dap.VariablesResponseBody{Variables: list}})
}

// storage maps the storage areas to what they hold.
func storage(state recording.State) any {
	all := map[string]any{}
	for _, key := range state.Keys("storage/") {
		all[key] = map[string]any{}
	}
	for _, key := range state.Keys("item/") {
		var i recording.Item
		state.Get(key, &i)
		if area, ok := all[i.Area].(map[string]any); ok {
			area[i.Key] = i.Value
		}
	}
	return all
}
