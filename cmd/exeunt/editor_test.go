package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What docs/stepping.md has VS Code do: it starts the runtime that the extension names, and hands it a configuration of launch.json as it is.
func TestEditorConfiguration(t *testing.T) {
	docs, err := os.ReadFile("../../docs/stepping.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(string(docs), -1)
	require.Len(t, blocks, 2)
	var extension struct {
		Contributes struct {
			Debuggers []struct {
				Type, Label, Runtime string
				RuntimeArgs          []string
			}
			Breakpoints []struct{ Language string }
		}
	}
	var launch struct {
		Version        string
		Configurations []map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(blocks[0][1]), &extension))
	require.NoError(t, json.Unmarshal([]byte(blocks[1][1]), &launch))
	debugger, configuration := extension.Contributes.Debuggers[0], launch.Configurations[0]
	assert.NotEmpty(t, debugger.Label)
	assert.NotEmpty(t, extension.Contributes.Breakpoints)
	assert.Equal(t, "0.2.0", launch.Version)
	assert.Equal(t, debugger.Type, configuration["type"])
	assert.NotEmpty(t, configuration["name"])
	assert.IsType(t, float64(0), configuration["debugServer"], "VS Code takes a number")

	program, err := exec.LookPath(debugger.Runtime)
	require.NoError(t, err)
	args := debugger.RuntimeArgs
	require.Equal(t, "TEST", args[len(args)-1])
	args[len(args)-1] = "/fetch/fetch-later/quota/exact-boundaries.https.window.html"
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir())
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	r := bufio.NewReader(out)
	read := func() (m map[string]any) {
		var n int
		_, err := fmt.Fscanf(r, "Content-Length: %d\r\n\r\n", &n)
		require.NoError(t, err)
		text := make([]byte, n)
		_, err = io.ReadFull(r, text)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &m))
		return m
	}
	seen := ""
	for seq, command := range []string{"initialize", configuration["request"].(string), "configurationDone", "disconnect"} {
		text, err := json.Marshal(map[string]any{"seq": seq + 1, "type": "request", "command": command, "arguments": map[string]any{"launch": configuration}[command]})
		require.NoError(t, err)
		_, err = fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(text), text)
		require.NoError(t, err)
		for ends := false; !ends; {
			m := read()
			if m["type"] == "response" {
				assert.Equal(t, true, m["success"], m)
				seen += " " + m["command"].(string)
			} else {
				seen += " " + m["event"].(string)
			}
			ends = strings.HasSuffix(seen, map[string]string{"initialize": " initialized", "configurationDone": " stopped"}[command])
		}
	}
	assert.Equal(t, " initialize initialized launch configurationDone stopped disconnect", seen)
	assert.NoError(t, cmd.Wait())
}
