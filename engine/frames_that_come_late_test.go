//go:build unix

package engine

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestFramesThatComeWhileTheirPageGoes has handlers of frames add frames to a page that goes: none of them may be left.
func TestFramesThatComeWhileTheirPageGoes(t *testing.T) {
	const realm = 100 << 10 // bytes; a realm takes more
	left := func(t *testing.T, event, handler string) int64 {
		p := (&scale{pages: map[string]string{
			"a.test/": fmt.Sprintf(`<body><iframe src="/frame"></iframe><iframe src="/frame"></iframe><script>
				onload = () => {
					const last = frames[1];
					last.addEventListener(%q, last.Function(%q), {once: true});
					setTimeout(() => say("ready"));
				};
			</script>`, event, handler),
			"a.test/frame": "<p>a frame"}}).open(t)
		p.close()
		return p.held().script
	}
	nothing := left(t, "unload", "")
	for name, handler := range map[string]string{
		"a new frame":           `parent.document.body.append(parent.document.createElement("iframe"))`,
		"the frame itself":      `parent.document.body.append(frameElement)`,
		"the frame before it":   `parent.document.body.append(parent.document.querySelector("iframe"))`,
		"a frame around a page": `const f = parent.document.createElement("iframe"); parent.document.body.append(f); f.contentDocument.body.append(frameElement)`,
	} {
		for _, event := range []string{"pagehide", "unload", "beforeunload"} {
			t.Run(name+" at "+event, func(t *testing.T) {
				assert.Less(t, left(t, event, handler)-nothing, int64(realm), "bytes of the script heap that are left")
			})
		}
	}
}
