// Package bindings holds the interfaces that are exposed to script, one file per interface
// or family, and makes the realms in which they live.
package bindings

import (
	"context"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

// A Host makes realms for windows: it is the navigation.ScriptHost.
type Host struct {
	agent *js.Agent
	// NewAgent makes the agent of a worker.
	NewAgent func(w *navigation.WorkerGlobalScope) (*js.Agent, error)
	// Log receives what scripts write to the console; nil drops it.
	Log func(w *navigation.Window, level string, args []js.Value)
}

// NewHost returns the script host of an agent.
func NewHost(agent *js.Agent) *Host { return &Host{agent: agent} }

var _ navigation.ScriptHost = (*Host)(nil)

// NewWindowRealm implements navigation.ScriptHost.
func (h *Host) NewWindowRealm(_ context.Context, w *navigation.Window, _ *navigation.BrowsingContext) (*js.Realm, error) {
	realm, err := h.agent.NewRealm()
	if err != nil {
		return nil, err
	}
	defer h.agent.Scope()()
	realm.Host = w
	w.SetRealm(realm)
	realm.MakeGlobal(windowClass)
	for _, c := range windowInterfaces() {
		if c == FetchLaterResultClass && !w.SecureContext() && w.Behaviour("result-exposure") == "secure" {
			continue // as in Chrome; see docs/decisions/0108
		}
		realm.Expose(c)
	}
	return realm, nil
}

// NewWorkerRealm implements navigation.ScriptHost.
func (h *Host) NewWorkerRealm(_ context.Context, w *navigation.WorkerGlobalScope) (*js.Realm, error) {
	agent, err := h.NewAgent(w)
	if err != nil {
		return nil, err
	}
	defer agent.Scope()()
	realm, err := agent.NewRealm()
	if err != nil {
		agent.Close()
		return nil, err
	}
	realm.Host = w
	w.SetRealm(realm)
	class, exposed := dedicatedWorkerGlobalScopeClass, dedicatedWorkerInterfaces()
	if w.Shared() {
		class, exposed = sharedWorkerGlobalScopeClass, sharedWorkerInterfaces()
	}
	realm.MakeGlobal(class)
	for _, c := range exposed {
		realm.Expose(c)
	}
	realm.RevealAll()
	return realm, nil
}

// PrepareDocument implements navigation.ScriptHost.
func (h *Host) PrepareDocument(d *dom.Document) { d.Handlers = HandlerCompiler{} }

// NewWindowProxy implements navigation.ScriptHost.
func (h *Host) NewWindowProxy(b *navigation.BrowsingContext, r *js.Realm) *js.WindowProxy {
	return h.agent.NewWindowProxy(r, r.Host, &proxyHooks{navigation.WindowProxyHost{Context: b}})
}

// Deserialize implements navigation.ScriptHost.
func (h *Host) Deserialize(w *navigation.Window, state *navigation.ClassicState) any {
	defer h.agent.Scope()()
	v, err := structuredDeserialize(w.Realm(), state.Data)
	if err != nil {
		return nil
	}
	return w.Realm().KeepMember(v)
}

// windowIn returns the window whose realm r is.
func windowIn(r *js.Realm) *navigation.Window {
	w, _ := r.Host.(*navigation.Window)
	return w
}

// globalIn returns the window or worker whose realm r is.
func globalIn(r *js.Realm) navigation.GlobalScope {
	g, _ := r.Host.(navigation.GlobalScope)
	return g
}

// proxyOrNull is the WindowProxy of a browsing context.
func proxyOrNull(b *navigation.BrowsingContext) js.Value {
	if b == nil {
		return js.Null
	}
	if v := b.Proxy().Value(); v.IsObject() {
		return v
	}
	return js.Null
}
