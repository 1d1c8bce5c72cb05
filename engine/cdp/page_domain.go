package cdp

import (
	"context"
	"slices"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/engine/cdp/wire"
)

func pageMethods() map[string]func(context.Context, *call) {
	return map[string]func(context.Context, *call){
		"navigate": navigate,
		"reload": func(ctx context.Context, c *call) {
			c.session.target.page.Reload(ctx, func(context.Context, string, string) { c.reply(nil) })
		},
		"getFrameTree": func(_ context.Context, c *call) {
			c.reply(map[string]any{"frameTree": frameTree(c.session.target.page.Main())})
		},
		"getResourceTree": func(_ context.Context, c *call) {
			c.reply(map[string]any{"frameTree": frameTree(c.session.target.page.Main())})
		},
		"addScriptToEvaluateOnNewDocument":    addScript,
		"removeScriptToEvaluateOnNewDocument": removeScript,
		"createIsolatedWorld":                 createIsolatedWorld,
		"setLifecycleEventsEnabled":           setLifecycleEvents,
		"getNavigationHistory":                navigationHistory,
		"navigateToHistoryEntry": func(ctx context.Context, c *call) {
			var p struct{ EntryID int }
			if !c.decode(&p) {
				return
			}
			if err := c.session.target.page.Traverse(ctx, p.EntryID); err != nil {
				c.fail(wire.Errorf("No entry with passed id"))
				return
			}
			c.reply(nil)
		},
		"setWebLifecycleState": func(ctx context.Context, c *call) {
			var p struct{ State string }
			if !c.decode(&p) {
				return
			}
			switch p.State {
			case "frozen", "active":
				c.session.target.page.SetFrozen(ctx, p.State == "frozen")
				c.reply(nil)
			default:
				c.fail(wire.Errorf("Unidentified lifecycle state"))
			}
		},
		"stopLoading":            func(ctx context.Context, c *call) { c.session.target.page.StopLoading(ctx); c.reply(nil) },
		"bringToFront":           func(_ context.Context, c *call) { c.reply(nil) },
		"handleJavaScriptDialog": handleDialog,
		"getLayoutMetrics": func(_ context.Context, c *call) {
			box := map[string]any{"pageX": 0, "pageY": 0, "clientWidth": viewportWidth, "clientHeight": viewportHeight}
			view := map[string]any{"offsetX": 0, "offsetY": 0, "pageX": 0, "pageY": 0, "clientWidth": viewportWidth, "clientHeight": viewportHeight, "scale": 1, "zoom": 1}
			size := map[string]any{"x": 0, "y": 0, "width": viewportWidth, "height": viewportHeight}
			c.reply(map[string]any{
				"layoutViewport": box, "visualViewport": view, "contentSize": size,
				"cssLayoutViewport": box, "cssVisualViewport": view, "cssContentSize": size,
			})
		},
	}
}

func navigate(ctx context.Context, c *call) {
	var p struct {
		URL      *string
		Referrer string
		FrameID  string
	}
	if !c.decode(&p) {
		return
	}
	if p.URL == nil {
		c.fail(wire.Missing("url"))
		return
	}
	t := c.session.target
	f := t.page.Main()
	if p.FrameID != "" {
		if f = t.page.Frame(p.FrameID); f == nil {
			c.fail(wire.Errorf("No frame with given id found"))
			return
		}
	}
	f.Navigate(ctx, *p.URL, p.Referrer, func(_ context.Context, loaderID, errorText string) {
		if errorText == "Cannot navigate to invalid URL" {
			c.fail(wire.Errorf("Cannot navigate to invalid URL"))
			return
		}
		result := map[string]any{"frameId": f.ID}
		if loaderID != "" {
			result["loaderId"] = loaderID
		}
		if errorText != "" {
			result["errorText"] = errorText
		}
		c.reply(result)
	})
}

func describeFrame(f *engine.Frame) map[string]any {
	m := map[string]any{
		"id": f.ID, "loaderId": f.LoaderID, "url": f.URL, "name": f.Name, "securityOrigin": f.SecurityOrigin, "mimeType": f.MimeType,
		"domainAndRegistry": "", "secureContextType": "Secure", "crossOriginIsolatedContextType": "NotIsolated", "gatedAPIFeatures": []string{},
	}
	if f.ParentID != "" {
		m["parentId"] = f.ParentID
	}
	return m
}

func frameTree(f *engine.Frame) map[string]any {
	m := map[string]any{"frame": describeFrame(f), "resources": []any{}}
	var children []any
	for _, c := range f.Children() {
		children = append(children, frameTree(c))
	}
	if children != nil {
		m["childFrames"] = children
	}
	return m
}

func addScript(ctx context.Context, c *call) {
	var p struct {
		Source         string
		WorldName      string
		RunImmediately bool
	}
	if !c.decode(&p) {
		return
	}
	t := c.session.target
	id := t.page.AddScript(p.Source, p.WorldName)
	c.session.scripts = append(c.session.scripts, id)
	if p.WorldName != "" {
		t.addWorld(world{name: p.WorldName})
	}
	if p.RunImmediately {
		for _, f := range t.page.Frames() {
			if x := f.Context(); x != nil {
				leave := x.Enter(ctx)
				_, _ = x.Realm.Eval(p.Source, "", 1) // what it throws is nobody's
				leave()
			}
		}
	}
	c.reply(map[string]string{"identifier": id})
}

// addWorld remembers a world for documents to come.
func (t *target) addWorld(w world) {
	if !slices.Contains(t.worlds, w) {
		t.worlds = append(t.worlds, w)
	}
}

func removeScript(_ context.Context, c *call) {
	var p struct{ Identifier string }
	if c.decode(&p) {
		c.session.target.removeScript(p.Identifier)
		c.reply(nil)
	}
}

func (t *target) removeScript(id string) { t.page.RemoveScript(id) }

// createIsolatedWorld makes an execution of another name: it shares the frame's realm. See docs/cdp.md.
func createIsolatedWorld(_ context.Context, c *call) {
	var p struct{ FrameID, WorldName string }
	if !c.decode(&p) {
		return
	}
	t := c.session.target
	f := t.page.Frame(p.FrameID)
	if f == nil || f.Context() == nil {
		c.fail(wire.Errorf("No frame for given id found"))
		return
	}
	for _, e := range t.executions {
		if e.frame == f && e.world == p.WorldName && p.WorldName != "" {
			c.reply(map[string]int{"executionContextId": e.id})
			return
		}
	}
	e := &execution{frame: f, context: f.Context(), world: p.WorldName}
	if e.world == "" {
		e.world = "isolated"
	}
	t.addWorld(world{name: e.world, frame: f.ID})
	t.addExecution(e)
	c.reply(map[string]int{"executionContextId": e.id})
}

// setLifecycleEvents tells what each frame's document has reached already, as Chrome does.
func setLifecycleEvents(_ context.Context, c *call) {
	var p struct{ Enabled bool }
	if !c.decode(&p) {
		return
	}
	s := c.session
	before := s.enabled["lifecycle"]
	s.enabled["lifecycle"] = p.Enabled
	c.reply(nil)
	if !p.Enabled || before {
		return
	}
	for _, f := range s.target.page.Frames() {
		for _, stage := range s.target.stages[f.ID] {
			s.event("Page.lifecycleEvent", lifecycle(s.target, f.ID, stage))
		}
	}
}

func navigationHistory(ctx context.Context, c *call) {
	list, current := c.session.target.page.History(ctx)
	entries := []any{}
	for _, e := range list {
		entries = append(entries, map[string]any{"id": e.ID, "url": e.URL, "userTypedURL": e.URL, "title": e.Title, "transitionType": "typed"})
	}
	c.reply(map[string]any{"currentIndex": current, "entries": entries})
}
