package parser_test

import (
	"context"
	"testing"

	"github.com/exeunt/exeunt/internal/dom"
	"github.com/exeunt/exeunt/internal/dom/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type sink struct {
	script   func(el *dom.Node)
	blocking func(ctx context.Context)
	parallel []func()
	ended    int
}

func (s *sink) Script(_ context.Context, el *dom.Node) (blocking func(ctx context.Context)) {
	if s.script != nil {
		s.script(el)
	}
	return s.blocking
}
func (s *sink) InParallel(ctx context.Context, steps func(ctx context.Context)) {
	s.parallel = append(s.parallel, func() { steps(ctx) })
}
func (s *sink) End(context.Context) { s.ended++ }

// pieces is the source that has these pieces.
func pieces(texts ...string) parser.Source {
	i := 0
	return func(context.Context) (text string, more, ok bool) {
		i++
		return texts[i-1], i < len(texts), true
	}
}

func parse(t testing.TB, src string, s *sink) *dom.Document {
	t.Helper()
	d := dom.NewDocument(true)
	require.NoError(t, parser.Parse(context.Background(), d, pieces(src), s))
	return d
}

func TestScriptsSeeWhatPrecedesThem(t *testing.T) {
	var seen []string
	s := &sink{}
	var d *dom.Document
	s.script = func(el *dom.Node) {
		seen = append(seen, parser.Serialize(&el.OwnerDocument.Node))
		assert.Same(t, el.OwnerDocument, el.ParserDocument)
		assert.False(t, el.ForceAsync)
	}
	d = parse(t, "<!doctype html>\n<script>1</script>\n<p>a<script>\n2</script>b", s)
	assert.Equal(t, []string{
		"<!DOCTYPE html><html><head><script>1</script></head></html>",
		"<!DOCTYPE html><html><head><script>1</script>\n</head><body><p>a<script>\n2</script></p></body></html>",
	}, seen)
	assert.Equal(t, 1, s.ended)
	assert.Equal(t, dom.NoQuirks, d.Mode)
	assert.Nil(t, d.Parser)
	scripts := d.ElementsWhere(d.MatchQualifiedName("script"))
	assert.Equal(t, []int{2, 3}, []int{scripts[0].Line, scripts[1].Line})
}

func TestScriptsMayChangeTheTree(t *testing.T) {
	ctx := context.Background()
	s := &sink{}
	s.script = func(el *dom.Node) { dom.Remove(ctx, el.OwnerDocument.Body()) }
	d := parse(t, "<body><script></script><p>lost", s)
	assert.Nil(t, d.Body())

	s.script = func(el *dom.Node) { el.OwnerDocument.Parser.Abort() }
	d = parse(t, "<body><script></script><p>never", s)
	assert.Equal(t, "<html><head></head><body><script></script></body></html>", parser.Serialize(&d.Node))
	assert.Equal(t, 1, s.ended, "an aborted parser does not end")
}

func TestDocumentWrite(t *testing.T) {
	ctx := context.Background()
	var order []string
	s := &sink{}
	s.script = func(el *dom.Node) {
		order = append(order, el.TextContent())
		if el.TextContent() == "outer" {
			el.OwnerDocument.Parser.Write(ctx, "<i>x</i><script>inner</script>")
		}
	}
	d := parse(t, "<body><script>outer</script><p>", s)
	assert.Equal(t, []string{"outer", "inner"}, order)
	assert.Equal(t, "<script>outer</script><i>x</i><script>inner</script><p></p>", parser.Serialize(d.Body()))
}

func TestFragments(t *testing.T) {
	ctx := context.Background()
	d := parse(t, "<!doctype html><body><table></table>", &sink{})
	body := d.Body()
	tests := []struct{ name, in, want string }{
		{"text", "a b", "a b"},
		{"entities", "a &lt; b&nbsp;", "a &lt; b&nbsp;"},
		{"raw text", "<style>a>b</style>", "<style>a>b</style>"},
		{"attribute", `<p title='"<&'>`, `<p title="&quot;&lt;&amp;"></p>`},
		{"svg", `<svg viewBox="0" xlink:href="#a"><a/></svg>`, `<svg viewBox="0" xlink:href="#a"><a></a></svg>`},
		{"template", `<template><p>x</template>`, `<template><p>x</p></template>`},
		{"void", "<br><img src=x>", `<br><img src="x">`},
		{"comment", "<!-- c -->", "<!-- c -->"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := parser.ParseFragment(ctx, body, tt.in)
			assert.Equal(t, tt.want, parser.Serialize(f))
		})
	}
	assert.True(t, parser.ParseFragment(ctx, body, "<script></script>").FirstChild.AlreadyStarted)
}

func TestSelectors(t *testing.T) {
	d := parse(t, `<div id=a class="x y"><p class=x><span id=b title=T></span></p></div><svg><g/></svg>`, &sink{})
	tests := []struct {
		selector string
		want     []string
	}{
		{"#b", []string{"<span#b>"}},
		{"SPAN", []string{"<span#b>"}},
		{".x", []string{"<div#a>", "<p>"}},
		{"div.x.y, span", []string{"<div#a>", "<span#b>"}},
		{"div > p span[title='T']", []string{"<span#b>"}},
		{":scope > body > div", []string{"<div#a>"}},
		{"p:not(.y):first-child", []string{"<p>"}},
		{"svg g", []string{"<g>"}},
		{"none", nil},
	}
	for _, tt := range tests {
		t.Run(tt.selector, func(t *testing.T) {
			s, err := parser.ParseSelector(tt.selector)
			require.NoError(t, err)
			var got []string
			for _, n := range s.All(&d.Node) {
				got = append(got, n.TraceString())
			}
			assert.Equal(t, tt.want, got)
			if first := s.First(&d.Node); len(tt.want) > 0 {
				require.NotNil(t, first)
				assert.Equal(t, tt.want[0], first.TraceString())
				assert.True(t, s.Matches(first) || tt.selector[0] == ':')
			} else {
				assert.Nil(t, first)
			}
		})
	}
	s, err := parser.ParseSelector("body div")
	require.NoError(t, err)
	assert.Equal(t, "<div#a>", s.Closest(d.ElementByID("b")).TraceString())
	for _, bad := range []string{"", "[", "a,", "p::before", "!"} {
		_, err := parser.ParseSelector(bad)
		assert.Error(t, err, bad)
	}
}

func TestDeepNesting(t *testing.T) {
	src := ""
	for range 5000 {
		src += "<div>"
	}
	d := parse(t, src+"x", &sink{})
	assert.Equal(t, "x", d.Body().TextContent())
}

// FuzzParse checks that whatever is parsed leaves consistent links and that serialising does not panic.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"<p>a<script>1</script>", "<table><b>x<tr><td>y", "<svg><foreignObject><p>", "<template><tr>", "<frameset><frame>",
		"<!doctype html><html a=1><body b=2><html c=3>", "<select><option><select>", "</p></br>", "\x00<a href=&amp;>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		s := &sink{}
		calls := 0
		s.script = func(el *dom.Node) {
			calls++
			if calls%2 == 0 && el.Parent != nil {
				dom.Remove(context.Background(), el.Parent)
			}
		}
		d := dom.NewDocument(true)
		if err := parser.Parse(context.Background(), d, pieces(src), s); err != nil {
			return
		}
		check(t, &d.Node)
		parser.Serialize(&d.Node)
		check(t, parser.ParseFragment(context.Background(), d.CreateFragment(), src))
		if sel, err := parser.ParseSelector(src); err == nil {
			sel.All(&d.Node)
		}
	})
}

func check(t *testing.T, n *dom.Node) {
	var prev *dom.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		require.Same(t, n, c.Parent)
		require.True(t, c.PrevSibling == prev)
		require.Same(t, n.OwnerDocument, c.OwnerDocument)
		check(t, c)
		if c.TemplateContents != nil {
			check(t, c.TemplateContents)
		}
		prev = c
	}
	require.True(t, n.LastChild == prev)
}

func TestWrittenMarkupIsParsedWithItsSurroundings(t *testing.T) {
	ctx := context.Background()
	write := func(el *dom.Node, parts ...string) {
		for _, text := range parts {
			el.OwnerDocument.Parser.Write(ctx, text)
		}
	}
	tests := []struct {
		name, source string
		parts        []string
		want         string
	}{
		{"start tag in two parts", "<body><script>w</script>c", []string{"<b", " id=x>a", "b"}, `<script>w</script><b id="x">abc</b>`},
		{"open element", "<body><script>w</script><p>in", []string{"<div>"}, "<script>w</script><div><p>in</p></div>"},
		{"comment to be closed by the rest", "<body><script>w</script>in--><i>", []string{"<!--"}, "<script>w</script><!--in--><i></i>"},
		{"end tag", "<body><div><script>w</script>x</div>", []string{"</div>"}, "<div><script>w</script></div>x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &sink{}
			s.script = func(el *dom.Node) { write(el, tt.parts...) }
			d := parse(t, tt.source, s)
			assert.Equal(t, tt.want, parser.Serialize(d.Body()))
		})
	}
}

func TestScriptCreatedParser(t *testing.T) {
	ctx := context.Background()
	d := dom.NewDocument(true)
	var ran []string
	s := &sink{}
	s.script = func(el *dom.Node) { ran = append(ran, el.TextContent()) }
	p := parser.Open(d, s)
	assert.True(t, p.Insertable())
	p.Write(ctx, "<!doctype html><scr")
	assert.Nil(t, d.DocumentElement(), "an unfinished tag inserts nothing")
	p.Write(ctx, "ipt>one")
	assert.Empty(t, ran)
	p.Write(ctx, "</script><p>a")
	assert.Equal(t, []string{"one"}, ran)
	p.Write(ctx, "b<p>c")
	assert.Equal(t, "<p>ab</p><p>c</p>", parser.Serialize(d.Body()))
	assert.Same(t, p, d.Parser)
	p.Close(ctx)
	require.Len(t, s.parallel, 1)
	s.parallel[0]()
	assert.Equal(t, 1, s.ended)
	assert.Nil(t, d.Parser)
	assert.Equal(t, dom.NoQuirks, d.Mode)
}

func TestWrittenScriptThatBlocks(t *testing.T) {
	ctx := context.Background()
	var order []string
	s := &sink{}
	s.script = func(el *dom.Node) {
		s.blocking = nil
		if el.TextContent() != "outer" {
			s.blocking = func(context.Context) { order = append(order, "blocking") }
			return
		}
		el.OwnerDocument.Parser.Write(ctx, "<script src=x></script><i>after</i>")
		order = append(order, "outer")
		assert.Nil(t, el.NextSibling.NextSibling, "what follows the script waits for it")
	}
	d := parse(t, "<body><script>outer</script>rest", s)
	assert.Equal(t, []string{"outer", "blocking"}, order)
	assert.Equal(t, `<script>outer</script><script src="x"></script><i>after</i>rest`, parser.Serialize(d.Body()))
}

// What comes in pieces is the same tree in the end as what comes at once, and a script runs when its end tag has come.
func TestSourcesInPieces(t *testing.T) {
	for _, src := range []string{
		"<!doctype html><title>a&amp;b</title><p class='x'>one<!-- c --><script>1</script><b>two</b>&lt;\r\n<p>three<script>2</script>",
		"<table><tr><td>1<td>2</table>tail", "<textarea>\n</p></textarea><svg><path/></svg>", "plain text", "<frameset><frame></frameset>",
		"<!-- c --><html a><head b><body c>x<style>p{}</style>",
		"<p>x<html lang=de><body class=y>z",
	} {
		whole := parse(t, src, &sink{})
		for cut := range len(src) {
			var ran []string
			s := &sink{script: func(el *dom.Node) { ran = append(ran, el.FirstChild.Data) }}
			d := dom.NewDocument(true)
			require.NoError(t, parser.Parse(context.Background(), d, pieces(src[:cut], src[cut:]), s))
			assert.Equal(t, parser.Serialize(&whole.Node), parser.Serialize(&d.Node), "%q | %q", src[:cut], src[cut:])
			assert.Equal(t, whole.Mode, d.Mode, "%q | %q", src[:cut], src[cut:])
			assert.Equal(t, 1, s.ended)
			if len(ran) > 0 {
				assert.Equal(t, []string{"1", "2"}, ran)
			}
		}
	}
}

func TestSourceThatEndsEarly(t *testing.T) {
	d, s := dom.NewDocument(true), &sink{}
	asked := 0
	source := func(context.Context) (string, bool, bool) {
		asked++
		return "<p>a", true, asked == 1
	}
	require.NoError(t, parser.Parse(context.Background(), d, source, s))
	assert.Equal(t, "<html><head></head><body><p>a</p></body></html>", parser.Serialize(&d.Node))
	assert.Zero(t, s.ended)
	assert.Nil(t, d.Parser)
}
