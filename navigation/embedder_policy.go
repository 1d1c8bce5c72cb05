package navigation

import (
	"context"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/policy"
	"github.com/exeunt/exeunt/internal/spec"
)

// adheresToEmbedderPolicy implements "check a navigation response's adherence to its embedder policy".
// https://html.spec.whatwg.org/multipage/browsers.html#check-a-navigation-response's-adherence-to-its-embedder-policy
func (n *Navigable) adheresToEmbedderPolicy(ctx context.Context, response policy.EmbedderPolicy) bool {
	_, s := spec.Begin(ctx, spec.CheckNavigationResponseAdherenceToItsEmbedderPolicy, n)
	defer s.End()
	s.Step("1")
	d := n.containerDocument()
	if d == nil {
		return true
	}
	s.Step("2")
	parent := d.policyContainer.Embedder
	s.Todo("3") // reports
	s.Step("4")
	if !parent.Value.CompatibleWithCrossOriginIsolation() || response.Value.CompatibleWithCrossOriginIsolation() {
		return true
	}
	s.Todo("5")
	s.Step("6")
	return false
}

// adheresToEmbedderPolicy implements "check a global object's embedder policy".
// https://html.spec.whatwg.org/multipage/browsers.html#check-a-global-object's-embedder-policy
func (w *WorkerGlobalScope) adheresToEmbedderPolicy(ctx context.Context, owner fetch.Client) bool {
	_, s := spec.Begin(ctx, spec.CheckGlobalObjectEmbedderPolicy)
	defer s.End()
	s.Step("1")
	if w.Shared() {
		return true
	}
	s.Step("2")
	own := w.settings.policyContainer.Embedder
	s.Step("3")
	outside := owner.PolicyContainer().Embedder
	s.Todo("4") // reports
	s.Step("5")
	if !outside.Value.CompatibleWithCrossOriginIsolation() || own.Value.CompatibleWithCrossOriginIsolation() {
		return true
	}
	s.Todo("6")
	s.Step("7")
	return false
}
