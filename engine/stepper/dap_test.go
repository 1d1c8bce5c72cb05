package stepper

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-dap"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// client is a debugger's other side.
type client struct {
	t   *testing.T
	in  *bufio.Reader
	out io.Writer
	seq int
	dir string
	end chan error
}

func newClient(t *testing.T) *client {
	t.Helper()
	return newClientOf(t, &Session{Stepper: New(script(t, calls)), Divergence: -1, Why: "nothing is known of Chrome"})
}

func newClientOf(t *testing.T, session *Session) *client {
	t.Helper()
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	c := &client{t: t, in: bufio.NewReader(fromServer), out: toServer, dir: t.TempDir(), end: make(chan error, 1)}
	go func() {
		err := session.DAP(t.Context(), fromClient, toClient, c.dir)
		toClient.Close()
		c.end <- err
	}()
	t.Cleanup(func() { toServer.Close(); fromServer.Close() })
	return c
}

// ask sends a request and returns the next message.
func (c *client) ask(command string, arguments any) dap.Message {
	c.t.Helper()
	c.seq++
	body := map[string]any{"seq": c.seq, "type": "request", "command": command}
	if arguments != nil {
		body["arguments"] = arguments
	}
	data, err := json.Marshal(body)
	require.NoError(c.t, err)
	c.raw(string(data))
	return c.read()
}

func (c *client) raw(text string) {
	_, err := fmt.Fprintf(c.out, "Content-Length: %d\r\n\r\n%s", len(text), text)
	require.NoError(c.t, err)
}

func (c *client) read() dap.Message {
	c.t.Helper()
	m, err := dap.ReadProtocolMessage(c.in)
	require.NoError(c.t, err)
	return m
}

// stop reads until the next stopped event.
func (c *client) stop() *dap.StoppedEvent {
	for {
		if e, ok := c.read().(*dap.StoppedEvent); ok {
			return e
		}
	}
}

func (c *client) top() dap.StackFrame {
	r := c.ask("stackTrace", map[string]any{"threadId": 1}).(*dap.StackTraceResponse)
	return r.Body.StackFrames[0]
}

func (c *client) launch(stopOnEntry bool) {
	r := c.ask("initialize", map[string]any{"adapterID": "exeunt"}).(*dap.InitializeResponse)
	assert.True(c.t, r.Body.SupportsStepBack)
	require.IsType(c.t, &dap.InitializedEvent{}, c.read())
	require.IsType(c.t, &dap.LaunchResponse{}, c.ask("launch", map[string]any{"stopOnEntry": stopOnEntry}))
}

func TestDAP(t *testing.T) {
	c := newClient(t)
	c.launch(true)
	path := filepath.Join(c.dir, "Fetch", "fetch.txt")
	b := c.ask("setBreakpoints", map[string]any{"source": map[string]any{"path": path}, "breakpoints": []map[string]any{{"line": 1}, {"line": 5}, {"line": 99}}}).(*dap.SetBreakpointsResponse)
	require.Len(t, b.Body.Breakpoints, 3)
	assert.Equal(t, 4, b.Body.Breakpoints[0].Line, "it slides to the next step")
	assert.True(t, b.Body.Breakpoints[1].Verified)
	assert.False(t, b.Body.Breakpoints[2].Verified)
	require.IsType(t, &dap.ConfigurationDoneResponse{}, c.ask("configurationDone", nil))
	assert.Equal(t, "entry", c.stop().Body.Reason)
	assert.Equal(t, "HTML: navigate step 1", c.top().Name)

	c.ask("continue", map[string]any{"threadId": 1})
	assert.Equal(t, "breakpoint", c.stop().Body.Reason)
	f := c.ask("stackTrace", map[string]any{"threadId": 1}).(*dap.StackTraceResponse).Body
	require.Equal(t, 3, f.TotalFrames)
	assert.Equal(t, "Fetch: fetch step 1", f.StackFrames[0].Name)
	assert.Equal(t, path, f.StackFrames[0].Source.Path)
	assert.Equal(t, 4, f.StackFrames[0].Line)
	assert.Equal(t, 41, f.StackFrames[1].Line, "script stands between")
	assert.Equal(t, "https://a.example/app.js", f.StackFrames[1].Source.Path)
	assert.Equal(t, "HTML: navigate step 1", f.StackFrames[2].Name)

	c.ask("next", map[string]any{"threadId": 1})
	c.stop()
	assert.Equal(t, 5, c.top().Line)
	c.ask("stepOut", map[string]any{"threadId": 1})
	c.stop()
	assert.Equal(t, "HTML: navigate step 2", c.top().Name)
	c.ask("stepBack", map[string]any{"threadId": 1})
	c.stop()
	assert.Equal(t, "HTML: navigate step 1", c.top().Name)
	c.ask("stepIn", map[string]any{"threadId": 1})
	c.stop()
	assert.Equal(t, "Fetch: fetch step 1", c.top().Name)
	c.ask("reverseContinue", map[string]any{"threadId": 1})
	assert.Equal(t, "entry", c.stop().Body.Reason)

	scopes := c.ask("scopes", map[string]any{"frameId": 1}).(*dap.ScopesResponse).Body.Scopes
	require.Equal(t, "Algorithm", scopes[0].Name)
	require.Equal(t, "Document", scopes[1].Name)
	vars := c.ask("variables", map[string]any{"variablesReference": scopes[1].VariablesReference}).(*dap.VariablesResponse).Body.Variables
	assert.Equal(t, "url", vars[0].Name)
	assert.Equal(t, `"https://a.example/"`, vars[0].Value)

	e := c.ask("evaluate", map[string]any{"expression": "document.url", "context": "watch"}).(*dap.EvaluateResponse)
	assert.Equal(t, `"https://a.example/"`, e.Body.Result)
	e = c.ask("evaluate", map[string]any{"expression": ":where", "context": "repl"}).(*dap.EvaluateResponse)
	assert.Contains(t, e.Body.Result, "#1 HTML: navigate step 1")
	assert.IsType(t, &dap.ErrorResponse{}, c.ask("evaluate", map[string]any{"expression": "1 +", "context": "watch"}))

	loaded := c.ask("loadedSources", nil).(*dap.LoadedSourcesResponse).Body.Sources
	assert.Len(t, loaded, 3)
	locations := c.ask("breakpointLocations", map[string]any{"source": map[string]any{"path": path}, "line": 1, "endLine": 10}).(*dap.BreakpointLocationsResponse)
	assert.Len(t, locations.Body.Breakpoints, 2)
	text := c.ask("source", map[string]any{"source": map[string]any{"path": path}, "sourceReference": 0}).(*dap.SourceResponse)
	assert.Contains(t, text.Body.Content, "Fetch: fetch\nhttps://fetch.spec.whatwg.org/#concept-fetch\n\n1. ")
	assert.Len(t, c.ask("threads", nil).(*dap.ThreadsResponse).Body.Threads, 1)

	require.IsType(t, &dap.DisconnectResponse{}, c.ask("disconnect", nil))
	assert.NoError(t, <-c.end)
}

func TestDAPFunctionBreakpoints(t *testing.T) {
	c := newClient(t)
	c.launch(false)
	b := c.ask("setFunctionBreakpoints", map[string]any{"breakpoints": []map[string]any{
		{"name": "navigate", "condition": "document.unloadCounter == 7"}, {"name": "HTTP-network fetch"}, {"name": "fetsh"}, {"name": "fetch", "condition": "1 +"},
		{"name": "if event > 3", "condition": "event < 9"}, {"name": "unload a document"},
	}}).(*dap.SetFunctionBreakpointsResponse)
	var verified []bool
	for _, v := range b.Body.Breakpoints {
		verified = append(verified, v.Verified)
	}
	assert.Equal(t, []bool{true, true, false, false, false, true}, verified)
	assert.Contains(t, b.Body.Breakpoints[2].Message, `nearest: "fetch"`)
	assert.Contains(t, b.Body.Breakpoints[4].Message, "has a condition of its own")
	assert.Equal(t, "this run does not come there", b.Body.Breakpoints[5].Message)
	c.ask("configurationDone", nil)
	assert.Equal(t, []int{b.Body.Breakpoints[1].Id}, c.stop().Body.HitBreakpointIds, "the first one's condition does not hold")
	// Setting them again takes the old ones away.
	c.ask("setFunctionBreakpoints", map[string]any{"breakpoints": []map[string]any{}})
	c.ask("reverseContinue", map[string]any{"threadId": 1})
	assert.Equal(t, "entry", c.stop().Body.Reason)
}

func TestDAPAnswersEverything(t *testing.T) {
	c := newClient(t)
	tests := []struct{ message, want string }{
		{`{"seq":1,"type":"request","command":"dance"}`, "dance"},
		{`{"seq":2,"type":"request","command":"restart"}`, "restart is not supported"},
		{`{"seq":3,"type":"request","command":"setBreakpoints","arguments":7}`, "setBreakpoints"},
		{`{"seq":4,"type":"request","command":"scopes","arguments":{"frameId":99}}`, "there is no frame 99"},
		{`{"seq":5,"type":"request","command":"variables","arguments":{"variablesReference":99}}`, "the reference 99 is not valid any more"},
		{`{"seq":6,"type":"request","command":"source","arguments":{"sourceReference":9}}`, "does not hold this source"},
	}
	for i, tt := range tests {
		c.raw(tt.message)
		e, ok := c.read().(*dap.ErrorResponse)
		require.True(t, ok, tt.message)
		assert.Equal(t, i+1, e.RequestSeq)
		assert.Contains(t, e.Message, tt.want)
	}
	// What is no request gets no answer, and does no harm.
	c.raw(`{"seq":7,"type":"event","event":"x"}`)
	for _, text := range []string{`[1]`, `{"seq":8,`, `{"seq":9,"type":"dance"}`} {
		c.raw(text)
		e, ok := c.read().(*dap.OutputEvent)
		require.True(t, ok, text)
		assert.Contains(t, e.Body.Output, "A message was not understood", text)
	}
	assert.Len(t, c.ask("threads", nil).(*dap.ThreadsResponse).Body.Threads, 1)
}

// A message whose beginning is wrong ends the session, and the client hears of it.
func TestDAPBrokenHeader(t *testing.T) {
	for _, text := range []string{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "Content-Length: -5\r\n\r\n{", "Content-Length: 99999999999\r\n\r\n{"} {
		c := newClient(t)
		go func() { _, _ = io.WriteString(c.out, text) }() // the rest of it may never be read
		e, ok := c.read().(*dap.OutputEvent)
		require.True(t, ok, text)
		assert.Contains(t, e.Body.Output, "A message was not understood, and nothing after it can be: ", text)
		assert.IsType(t, &dap.TerminatedEvent{}, c.read(), text)
		assert.ErrorContains(t, <-c.end, "the client's message: ", text)
	}
}

func TestDAPClientGoesAway(t *testing.T) {
	session := &Session{Stepper: New(script(t, calls))}
	assert.NoError(t, session.DAP(t.Context(), strings.NewReader("Content-Length: 40\r\n\r\n{\"seq\":1"), io.Discard, t.TempDir()))
}
