package harness_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// fakeArgument makes the test binary a browser that misbehaves, in a process of its own.
const fakeArgument = "fake-browser"

// fakeBrowser serves just enough of the protocol for the harness. What it does with a
// page is said by the page's name: "07-die.window.html" ends the process, and so on, see
// fake.act. It ends when its standard input does.
func fakeBrowser() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(4)
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Fprintf(os.Stderr, "DevTools listening on ws://%s/devtools/browser/fake\n", listener.Addr())
	http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		c.SetReadLimit(-1)
		(&fake{conn: c, tabs: map[string]string{}}).serve(r.Context())
	}))
	os.Exit(4)
}

// fake is one connection of the fake browser.
type fake struct {
	conn *websocket.Conn

	mu   sync.Mutex
	n    int
	mute bool
	tabs map[string]string // session by target
	past string            // a session that was closed
}

type fakeMessage struct {
	ID        int64          `json:"id,omitempty"`
	SessionID string         `json:"sessionId,omitempty"`
	Method    string         `json:"method,omitempty"`
	Params    map[string]any `json:"params,omitempty"`
	Result    any            `json:"result,omitempty"`
	Error     any            `json:"error,omitempty"`
}

func (f *fake) serve(ctx context.Context) {
	for {
		_, text, err := f.conn.Read(ctx)
		if err != nil {
			return
		}
		var m fakeMessage
		if json.Unmarshal(text, &m) != nil {
			continue
		}
		f.mu.Lock()
		mute := f.mute
		f.mu.Unlock()
		if !mute {
			f.answer(ctx, m)
		}
	}
}

func (f *fake) send(ctx context.Context, m fakeMessage) bool {
	text, err := json.Marshal(m)
	return err == nil && f.conn.Write(ctx, websocket.MessageText, text) == nil
}

func (f *fake) next(what string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return fmt.Sprintf("%s-%d", what, f.n)
}

func (f *fake) answer(ctx context.Context, m fakeMessage) {
	reply := func(result any) { f.send(ctx, fakeMessage{ID: m.ID, SessionID: m.SessionID, Result: result}) }
	text := func(name string) string {
		s, _ := m.Params[name].(string)
		return s
	}
	switch m.Method {
	case "Browser.getVersion":
		reply(map[string]any{"protocolVersion": "1.3", "product": "Fake/1.0", "revision": "", "userAgent": "Fake", "jsVersion": ""})
	case "Target.createBrowserContext":
		reply(map[string]any{"browserContextId": f.next("context")})
	case "Target.createTarget":
		reply(map[string]any{"targetId": f.next("target")})
	case "Target.attachToTarget":
		s := f.next("session")
		f.mu.Lock()
		f.tabs[text("targetId")] = s
		f.mu.Unlock()
		reply(map[string]any{"sessionId": s})
	case "Target.closeTarget":
		id := text("targetId")
		f.mu.Lock()
		f.past = f.tabs[id]
		delete(f.tabs, id)
		past := f.past
		f.mu.Unlock()
		reply(map[string]any{"success": true})
		f.send(ctx, fakeMessage{Method: "Target.detachedFromTarget", Params: map[string]any{"sessionId": past, "targetId": id}})
		f.send(ctx, fakeMessage{Method: "Target.targetDestroyed", Params: map[string]any{"targetId": id}})
	case "Runtime.evaluate":
		reply(map[string]any{"result": map[string]any{"type": "object", "className": "Window"}})
	case "Page.navigate":
		_, name, _ := strings.Cut(strings.TrimSuffix(path.Base(text("url")), ".window.html"), "-")
		if name == "unloadable" {
			f.send(ctx, fakeMessage{ID: m.ID, SessionID: m.SessionID, Error: map[string]any{"code": -32000, "message": "no such page"}})
			return
		}
		reply(map[string]any{"frameId": "frame", "loaderId": "loader"})
		go f.act(ctx, m, name)
	default:
		if strings.HasPrefix(m.Method, "Exeunt.") {
			f.send(ctx, fakeMessage{ID: m.ID, SessionID: m.SessionID, Error: map[string]any{"code": -32601, "message": "unknown"}})
			return
		}
		reply(map[string]any{})
	}
}

// call says through a binding what a page would.
func (f *fake) call(ctx context.Context, session, binding, payload string) bool {
	return f.send(ctx, fakeMessage{SessionID: session, Method: "Runtime.bindingCalled",
		Params: map[string]any{"name": binding, "payload": payload, "executionContextId": 1}})
}

func (f *fake) report(ctx context.Context, session string, v any) {
	payload, _ := json.Marshal(v)
	f.call(ctx, session, "__exeunt_report", string(payload))
}

type object = map[string]any

func (f *fake) begin(ctx context.Context, session string, id int, name string) {
	f.report(ctx, session, object{"type": "begin", "id": id, "name": name, "phase": 1})
}

func (f *fake) result(ctx context.Context, session string, test object) {
	f.report(ctx, session, object{"type": "result", "test": test})
}

func (f *fake) complete(ctx context.Context, session string, status int, tests ...object) {
	f.report(ctx, session, object{"type": "complete", "status": status, "tests": tests})
}

// act does with a page what its name says.
func (f *fake) act(ctx context.Context, m fakeMessage, name string) {
	s := m.SessionID
	pass := object{"id": 1, "name": "one", "status": 0}
	good := func() {
		f.begin(ctx, s, 1, "one")
		f.result(ctx, s, pass)
		f.complete(ctx, s, 0, pass)
	}
	switch name {
	case "mute": // hangs, whole
		f.mu.Lock()
		f.mute = true
		f.mu.Unlock()
	case "die":
		fmt.Fprintln(os.Stderr, "farewell")
		os.Exit(3)
	case "drop":
		f.conn.CloseNow()
	case "garbage":
		f.conn.Write(ctx, websocket.MessageText, []byte(`{"id":`))
	case "silent":
	case "slow":
		time.Sleep(20 * time.Millisecond)
		good()
	case "crashed":
		f.send(ctx, fakeMessage{SessionID: s, Method: "Inspector.targetCrashed", Params: object{"status": "killed"}})
	case "closed": // by its own script
		f.begin(ctx, s, 1, "one")
		f.result(ctx, s, pass)
		f.send(ctx, fakeMessage{Method: "Target.detachedFromTarget", Params: object{"sessionId": s}})
	case "twice":
		f.begin(ctx, s, 1, "one")
		f.result(ctx, s, pass)
		f.result(ctx, s, object{"id": 1, "name": "one", "status": 1, "message": "second thoughts"})
		f.complete(ctx, s, 0, pass)
		f.complete(ctx, s, 1, object{"id": 1, "name": "one", "status": 1}, object{"id": 2, "name": "two", "status": 1})
	case "unfinished": // told twice, two of one name, and no end
		for id := 1; id <= 2; id++ {
			f.begin(ctx, s, id, "one")
			f.result(ctx, s, object{"id": id, "name": "one", "status": id - 1, "message": "m"})
			f.result(ctx, s, object{"id": id, "name": "one", "status": 1})
		}
		f.begin(ctx, s, 3, "three")
	case "namesakes":
		f.complete(ctx, s, 0, pass, object{"id": 2, "name": "one", "status": 1, "message": "m"})
	case "foreign": // for sessions and questions that are not there, and twice
		f.mu.Lock()
		past := f.past
		f.mu.Unlock()
		for _, other := range []string{"session-999", past} {
			if other != "" {
				f.result(ctx, other, object{"id": 1, "name": "stolen", "status": 1})
				f.complete(ctx, other, 1, object{"id": 1, "name": "stolen", "status": 1})
				f.send(ctx, fakeMessage{ID: m.ID, SessionID: other, Error: object{"code": 1, "message": "not yours"}})
			}
		}
		f.send(ctx, fakeMessage{ID: m.ID, SessionID: s, Error: object{"code": 1, "message": "answered already"}})
		f.send(ctx, fakeMessage{ID: 1 << 40, SessionID: s, Result: object{}})
		f.send(ctx, fakeMessage{ID: 1 << 40, Result: object{}})
		good()
	case "nonsense":
		for _, payload := range []string{"", "{", "[]", "7", `"x"`, `{"type":"result"}`, `{"type":"result","test":7}`, `{"type":"no such type"}`, `{"type":["complete"]}`} {
			f.call(ctx, s, "__exeunt_report", payload)
			f.call(ctx, s, "__exeunt_probe", payload)
			f.call(ctx, s, "__exeunt_driver", payload)
			f.call(ctx, s, "__exeunt_none", payload)
		}
		f.send(ctx, fakeMessage{SessionID: s, Method: "No.suchEvent", Params: object{"a": 1}})
		f.send(ctx, fakeMessage{SessionID: s, Method: "Runtime.exceptionThrown", Params: object{"exceptionDetails": "none"}})
		f.complete(ctx, s, 99, object{"id": 1, "name": "one", "status": -7})
	case "ugly":
		f.complete(ctx, s, 0, object{"id": 1, "name": "<script>\x00\x1b[2J\u202e", "status": 1, "message": "<img src=x onerror=alert(1)>\x07" + strings.Repeat("é", 1<<19)})
	case "flood":
		for range 2 {
			f.console(ctx, s, strings.Repeat("x", 10<<20))
		}
		for i := range 2000 {
			f.console(ctx, s, fmt.Sprint("line ", i))
		}
		good()
	case "endless":
		for f.console(ctx, s, "again") {
			time.Sleep(10 * time.Microsecond)
		}
	default:
		good()
	}
}

func (f *fake) console(ctx context.Context, session, text string) bool {
	return f.send(ctx, fakeMessage{SessionID: session, Method: "Runtime.consoleAPICalled", Params: object{
		"type": "error", "args": []object{{"type": "string", "value": text}}, "executionContextId": 1, "timestamp": 1}})
}
