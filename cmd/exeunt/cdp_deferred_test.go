package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// protocol speaks CDP without a library, which would drop the events it does not know.
type protocol struct {
	t       *testing.T
	ctx     context.Context
	socket  *websocket.Conn
	session string
	last    int
	events  []protocolMessage // of the domain Exeunt, in order
}

type protocolMessage struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// dialCDP starts "exeunt cdp" and connects to it, for as long as the test runs.
func dialCDP(t *testing.T) *protocol {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	socket, _, err := websocket.Dial(ctx, startCDP(t), nil)
	require.NoError(t, err)
	t.Cleanup(func() { socket.CloseNow() })
	return &protocol{t: t, ctx: ctx, socket: socket}
}

// read reads messages until one answers a command, or an event of the domain Exeunt came.
func (p *protocol) read() protocolMessage {
	p.t.Helper()
	_, data, err := p.socket.Read(p.ctx)
	require.NoError(p.t, err)
	var m protocolMessage
	require.NoError(p.t, json.Unmarshal(data, &m))
	if strings.HasPrefix(m.Method, "Exeunt.") {
		p.events = append(p.events, m)
	}
	return m
}

// call sends a command and unpacks its result.
func (p *protocol) call(method string, params map[string]any, result any) {
	p.t.Helper()
	p.last++
	m := map[string]any{"id": p.last, "method": method, "params": params}
	if p.session != "" {
		m["sessionId"] = p.session
	}
	data, err := json.Marshal(m)
	require.NoError(p.t, err)
	require.NoError(p.t, p.socket.Write(p.ctx, websocket.MessageText, data))
	for {
		if m := p.read(); m.ID == p.last {
			require.Empty(p.t, string(m.Error), method)
			if result != nil {
				require.NoError(p.t, json.Unmarshal(m.Result, result))
			}
			return
		}
	}
}

// run evaluates a script in the page.
func (p *protocol) run(script string) {
	p.t.Helper()
	var result struct{ ExceptionDetails json.RawMessage }
	p.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true}, &result)
	require.Empty(p.t, string(result.ExceptionDetails), script)
}

func TestDeferredFetchesOverCDP(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><iframe srcdoc='<p>inner'></iframe>"))
	}))
	defer site.Close()
	p := dialCDP(t)

	var target struct{ TargetID, SessionID string }
	p.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	p.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	p.session = target.SessionID
	p.call("Exeunt.enable", nil, nil)
	p.call("Page.enable", nil, nil)
	p.call("Page.navigate", map[string]any{"url": site.URL + "/page"}, nil)
	p.run(`new Promise(done => document.readyState === "complete" ? done() : addEventListener("load", done))`)

	p.run(`globalThis.c = new AbortController();
		fetchLater("/aborted", {signal: c.signal, referrer: ""});
		frames[0].fetchLater("https://a.example/kept", {method: "POST", body: new Uint8Array(100), referrer: "", headers: {"x-y": "z"}});
		c.abort();
		try { fetchLater("https://a.example/", {method: "POST", body: new Uint8Array(65536), referrer: ""}) } catch (e) {}
		fetchLater("/soon", {activateAfter: 0});
		new Promise(done => setTimeout(done, 20))`)
	var state struct {
		Quota struct {
			Origin         string
			Quota, Pending int64
			Left           int64
			Documents      []struct {
				URL     string
				Records []struct {
					URL, ReportingOrigin string
					Length               int64
					Line                 int
					Parts                struct{ URL, Referrer, Headers, Body int64 }
				}
			}
		}
	}
	p.call("Exeunt.getDeferredFetches", nil, &state)
	q := state.Quota
	assert.Equal(t, site.URL, q.Origin)
	const length = 22 + 4 + 100
	assert.Equal(t, []int64{512 << 10, length, 512<<10 - length}, []int64{q.Quota, q.Pending, q.Left})
	require.Len(t, q.Documents, 2)
	assert.Empty(t, q.Documents[0].Records)
	require.Len(t, q.Documents[1].Records, 1)
	r := q.Documents[1].Records[0]
	assert.Equal(t, "about:srcdoc", q.Documents[1].URL)
	assert.Equal(t, []any{"https://a.example/kept", "https://a.example", int64(length), 3}, []any{r.URL, r.ReportingOrigin, r.Length, r.Line})
	assert.Equal(t, []int64{22, 0, 4, 100}, []int64{r.Parts.URL, r.Parts.Referrer, r.Parts.Headers, r.Parts.Body})

	p.run(`fetchLater("/background", {activateAfter: 600000})`)
	p.call("Exeunt.aboutToLoseScripts", nil, nil)
	p.run(`new Promise(done => setTimeout(done, 20))`)

	var got []string
	for _, e := range p.events {
		var params struct {
			FrameID       string
			Timestamp     float64
			DeferredFetch struct {
				Number int
				URL    string
			}
			Refusal struct{ Text string }
		}
		require.NoError(t, json.Unmarshal(e.Params, &params))
		assert.NotEmpty(t, params.FrameID)
		assert.Positive(t, params.Timestamp)
		what := strings.TrimPrefix(params.DeferredFetch.URL, site.URL)
		if params.Refusal.Text != "" {
			what = params.Refusal.Text
		}
		got = append(got, strings.TrimPrefix(e.Method, "Exeunt.deferredFetch")+" "+what)
	}
	assert.Equal(t, []string{
		"Queued /aborted", "Queued https://a.example/kept", "Aborted /aborted",
		"Refused needs 65,554 bytes; 65,410 left of 64 KiB for https://a.example because record 2, queued by frame about:srcdoc, holds 126",
		"Queued /soon", "Sent /soon", "Activated /soon", "Queued /background", "Sent /background", "Activated /background",
	}, got)
	var refusals struct {
		Refusals []struct{ Requested, Quota int64 }
	}
	p.call("Exeunt.takeRefusals", nil, &refusals)
	require.Len(t, refusals.Refusals, 1)
	assert.Equal(t, int64(65554), refusals.Refusals[0].Requested)
	p.call("Exeunt.takeRefusals", nil, &refusals)
	assert.Empty(t, refusals.Refusals, "each is brought once")
}
