package dom

import (
	"context"

	"github.com/exeunt/exeunt/internal/spec"
)

// Dispatch implements "dispatch". It returns false if the event was canceled.
// https://dom.spec.whatwg.org/#concept-event-dispatch
func Dispatch(ctx context.Context, target Target, e *Event) (notCanceled bool) {
	ctx, s := spec.Begin(ctx, spec.DispatchEvent, e)
	defer s.End()
	target = Canonical(target)
	s.Step("1")
	e.Dispatching = true
	s.Step("2") // load and its like at a window show the document as their target
	adjusted := target
	if e.LegacyTargetOverride {
		if w, ok := target.(interface{ AssociatedDocument() *Document }); ok && w.AssociatedDocument() != nil {
			adjusted = &w.AssociatedDocument().Node
		}
	}
	s.Step("3")
	var activation *Node
	var undo func()
	s.Step("4")
	related := Canonical(Retarget(Canonical(e.RelatedTarget), target))
	clear := false
	s.Step("5")
	s.Step("6")
	if target != related || target == Canonical(e.RelatedTarget) {
		e.path = e.path[:0]
		s.Step("6.1")
		s.Step("6.3")
		e.appendPath(target, adjusted, related, false)
		s.Step("6.4")
		click := e.Interface == "MouseEvent" && e.Type == "click" || e.Interface == "PointerEvent" && e.Type == "click"
		s.Step("6.5")
		if click && hasActivation(target) {
			activation = target.(*Node)
		}
		s.Step("6.6")
		slottable := assigned(target)
		s.Step("6.7")
		closed := false
		s.Step("6.8")
		parent := Canonical(target.EventParent(e))
		s.Step("6.9")
		for parent != nil {
			if slottable != nil {
				s.Step("6.9.1.2")
				slottable = nil
				s.Step("6.9.1.3")
				if r := parent.(*Node).Root(); r.root != nil && r.root.Mode == "closed" {
					closed = true
				}
			}
			s.Step("6.9.2")
			slottable = assigned(parent)
			s.Step("6.9.3")
			related = Canonical(Retarget(Canonical(e.RelatedTarget), parent))
			node, isNode := parent.(*Node)
			first, _ := target.(*Node)
			switch {
			case !isNode || first != nil && shadowIncludingAncestor(first.Root(), node):
				s.Step("6.9.6.1")
				if click && e.Bubbles && activation == nil && hasActivation(parent) {
					activation = node
				}
				s.Step("6.9.6.2")
				e.appendPath(parent, nil, related, closed)
			case parent == related:
				s.Step("6.9.7")
				parent = nil
				continue
			default:
				s.Step("6.9.8.1")
				target = parent
				s.Step("6.9.8.2")
				if click && activation == nil && hasActivation(target) {
					activation = node
				}
				s.Step("6.9.8.3")
				e.appendPath(parent, target, related, closed)
			}
			s.Step("6.9.9")
			parent = Canonical(parent.EventParent(e))
			s.Step("6.9.10")
			closed = false
		}
		s.Step("6.10")
		for i := len(e.path) - 1; i >= 0; i-- {
			if e.path[i].adjusted != nil {
				s.Step("6.11")
				clear = inShadowTree(e.path[i].adjusted) || inShadowTree(e.path[i].related)
				break
			}
		}
		s.Step("6.12")
		if h, ok := activationHooks(activation).(PreActivationHooks); ok {
			undo = h.PreActivate(activation)
		}
		path := e.path
		s.Step("6.13")
		for i := len(path) - 1; i >= 0; i-- {
			if path[i].adjusted != nil {
				s.Step("6.13.1")
				e.Phase = AtTarget
			} else {
				s.Step("6.13.2")
				e.Phase = CapturingPhase
			}
			s.Step("6.13.3")
			invoke(ctx, path, i, e, true)
		}
		s.Step("6.14")
		for i := range path {
			if path[i].adjusted != nil {
				s.Step("6.14.1")
				e.Phase = AtTarget
			} else {
				s.Step("6.14.2.1")
				if !e.Bubbles {
					continue
				}
				s.Step("6.14.2.2")
				e.Phase = BubblingPhase
			}
			s.Step("6.14.3")
			invoke(ctx, path, i, e, false)
		}
	}
	s.Step("7")
	e.Phase = PhaseNone
	s.Step("8")
	e.CurrentTarget = nil
	s.Step("9")
	e.path = nil
	s.Step("10")
	e.Dispatching, e.StopPropagation, e.StopImmediate = false, false, false
	s.Step("11")
	if clear {
		s.Step("11.1")
		e.Target = nil
		s.Step("11.2")
		e.RelatedTarget = nil
	}
	s.Step("12")
	if activation != nil {
		if !e.Canceled {
			s.Step("12.1")
			activation.OwnerDocument.Hooks.(ActivationHooks).Activate(ctx, activation, e)
		} else if undo != nil {
			s.Step("12.2")
			undo()
		}
	}
	s.Step("13")
	return !e.Canceled
}

// appendPath implements "append to an event path".
// https://dom.spec.whatwg.org/#concept-event-path-append
func (e *Event) appendPath(invocation, adjusted, related Target, slotInClosed bool) {
	item := pathItem{invocation: invocation, adjusted: adjusted, related: related, slotInClosed: slotInClosed, invocationInShadow: inShadowTree(invocation)}
	if n, ok := invocation.(*Node); ok && n.root != nil && n.root.Mode == "closed" {
		item.rootOfClosed = true
	}
	e.path = append(e.path, item)
}

// inShadowTree says whether a target is a node whose root is a shadow root.
func inShadowTree(t Target) bool {
	n, ok := Canonical(t).(*Node)
	return ok && n.Root().root != nil
}

// assigned returns t if it is a slottable that is assigned to a slot.
func assigned(t Target) *Node {
	if n, ok := t.(*Node); ok && n.Parent != nil && n.Parent.shadow != nil && n.AssignedSlot(false) != nil {
		return n
	}
	return nil
}

// activationHooks are the hooks of the element that will be activated, nil without one.
func activationHooks(el *Node) Hooks {
	if el == nil {
		return nil
	}
	return el.OwnerDocument.Hooks
}

func hasActivation(t Target) bool {
	n, ok := t.(*Node)
	if !ok || n.Type != ElementNode {
		return false
	}
	h, ok := n.OwnerDocument.Hooks.(ActivationHooks)
	return ok && h.HasActivation(n)
}

// invoke implements "invoke" for the path's i-th item.
// https://dom.spec.whatwg.org/#concept-event-listener-invoke
func invoke(ctx context.Context, path []pathItem, i int, e *Event, capturing bool) {
	if !capturing && stopsAtForm(path[i].invocation, e) {
		e.StopPropagation = true // see docs/decisions/0053
	}
	listeners := path[i].invocation.EventTarget().listeners
	if len(listeners) == 0 && spec.FrameOf(ctx) == nil {
		// Nothing can be observed but the event's target, which the next item with listeners sets again; the last one
		// that matters after dispatch is set here.
		setTarget(path, i, e)
		return
	}
	ctx, s := spec.Begin(ctx, spec.InvokeEventListeners, e)
	defer s.End()
	s.Step("1")
	s.Step("2")
	s.Step("3")
	s.Step("4")
	setTarget(path, i, e)
	s.Step("6")
	if e.StopPropagation {
		return
	}
	s.Step("7")
	e.CurrentTarget = path[i].invocation
	s.Step("8") // the slice is never changed in place, so keeping it is cloning it
	s.Step("10")
	found := innerInvoke(ctx, e, listeners, capturing)
	s.Step("11")
	if found || !e.Trusted {
		return
	}
	s.Step("11.1")
	original := e.Type
	s.Step("11.2")
	legacy, ok := legacyTypes[original]
	if !ok {
		return
	}
	e.Type = legacy
	s.Step("11.3")
	innerInvoke(ctx, e, listeners, capturing)
	s.Step("11.4")
	e.Type = original
}

// legacyTypes are the names under which events of animations and transitions are looked for a second time.
var legacyTypes = map[string]string{
	"animationend": "webkitAnimationEnd", "animationiteration": "webkitAnimationIteration", "animationstart": "webkitAnimationStart",
	"transitionend": "webkitTransitionEnd",
}

// stopsAtForm says whether an event of one form has come to another that is around it.
func stopsAtForm(t Target, e *Event) bool {
	if e.Type != "submit" && e.Type != "reset" {
		return false
	}
	form, ok := t.(*Node)
	return ok && form.Is("form") && Canonical(e.Target) != form && e.Target != nil
}

// setTarget sets the event's target, and its related target, to the shadow-adjusted target of the nearest item at or before the i-th.
func setTarget(path []pathItem, i int, e *Event) {
	e.RelatedTarget, e.inShadow = path[i].related, path[i].invocationInShadow
	for i > 0 && path[i].adjusted == nil {
		i--
	}
	e.Target = path[i].adjusted
}

// innerInvoke implements "inner invoke". What concerns the callback's realm (the window's current event, reporting of
// exceptions) is the callback's own work.
// https://dom.spec.whatwg.org/#concept-event-listener-inner-invoke
func innerInvoke(ctx context.Context, e *Event, listeners []*Listener, capturing bool) (found bool) {
	ctx, s := spec.Begin(ctx, spec.InnerInvoke, e)
	defer s.End()
	s.Step("1")
	s.Step("2")
	for _, l := range listeners {
		if l.removed {
			continue
		}
		s.Step("2.1")
		if l.Type != e.Type {
			continue
		}
		s.Step("2.2")
		found = true
		s.Step("2.3")
		s.Step("2.4")
		if capturing != l.Capture {
			continue
		}
		s.Step("2.5")
		if l.Once {
			e.CurrentTarget.EventTarget().remove(l)
		}
		s.Step("2.9")
		if l.Passive != nil && *l.Passive {
			e.InPassiveListener = true
		}
		s.Step("2.11") // the callback reports what it throws
		l.Callback.Invoke(ctx, e)
		s.Step("2.12")
		e.InPassiveListener = false
		s.Step("2.14")
		if e.StopImmediate {
			break
		}
	}
	s.Step("3")
	return found
}
