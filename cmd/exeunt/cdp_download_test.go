package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDownloadsOverCDP(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="a.txt"`)
		_, _ = w.Write([]byte("content"))
	}))
	defer site.Close()
	p := dialCDP(t)
	dir := t.TempDir()
	type event struct {
		GUID, URL, SuggestedFilename, State, FilePath string
		TotalBytes, ReceivedBytes                     int
	}
	// download navigates a new tab to the site and returns what is told of the download.
	download := func() (began, ended event) {
		var target struct{ TargetID, SessionID string }
		p.session = ""
		p.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
		p.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
		data, err := json.Marshal(map[string]any{"id": 1 << 20, "sessionId": target.SessionID, "method": "Page.navigate", "params": map[string]any{"url": site.URL + "/x"}})
		require.NoError(t, err)
		require.NoError(t, p.socket.Write(p.ctx, websocket.MessageText, data))
		for {
			switch m := p.read(); m.Method {
			case "Browser.downloadWillBegin":
				require.NoError(t, json.Unmarshal(m.Params, &began))
			case "Browser.downloadProgress":
				require.NoError(t, json.Unmarshal(m.Params, &ended))
				return began, ended
			}
		}
	}

	p.call("Browser.setDownloadBehavior", map[string]any{"behavior": "allow", "downloadPath": dir, "eventsEnabled": true}, nil)
	began, ended := download()
	assert.Equal(t, []string{site.URL + "/x", "a.txt"}, []string{began.URL, began.SuggestedFilename})
	assert.Equal(t, event{GUID: began.GUID, State: "completed", FilePath: filepath.Join(dir, "a.txt"), TotalBytes: 7, ReceivedBytes: 7}, ended)
	got, err := os.ReadFile(ended.FilePath)
	require.NoError(t, err)
	assert.Equal(t, "content", string(got))

	p.session = ""
	p.call("Browser.setDownloadBehavior", map[string]any{"behavior": "allowAndName", "downloadPath": dir, "eventsEnabled": true}, nil)
	began, ended = download()
	assert.Equal(t, filepath.Join(dir, began.GUID), ended.FilePath)

	p.session = ""
	p.call("Browser.setDownloadBehavior", map[string]any{"behavior": "deny", "eventsEnabled": true}, nil)
	_, ended = download()
	assert.Equal(t, "canceled", ended.State)
}
