package main

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"sort"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/diff"
	"github.com/exeunt/exeunt/harness/report"
)

const (
	schemaFile  = "../../docs/report.schema.json"
	reportsFile = "../../docs/reports.md"
)

// scriptSchema implements the script command schema, which holds a json report
// against its schema.
func scriptSchema(schema *jsonschema.Schema) func(ts *testscript.TestScript, neg bool, args []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) != 1 {
			ts.Fatalf("usage: schema FILE")
		}
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[0])))
		ts.Check(err)
		err = schema.Validate(document)
		switch {
		case neg && err == nil:
			ts.Fatalf("%s fits the schema", args[0])
		case !neg && err != nil:
			ts.Fatalf("%s: %v", args[0], err)
		}
	}
}

func reportSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(schemaFile)
	require.NoError(t, err)
	return schema
}

// TestSchemaHasEveryField walks the report's types: whatever they can write is
// described by the schema and named in the documentation, and nothing else is.
func TestSchemaHasEveryField(t *testing.T) {
	text, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	var schema map[string]any
	require.NoError(t, json.Unmarshal(text, &schema))
	docs, err := os.ReadFile(reportsFile)
	require.NoError(t, err)
	checkFields(t, schema, schema, reflect.TypeFor[report.Document](), "report", docs, map[reflect.Type]bool{})
}

// checkFields compares a struct's fields with a schema's properties.
func checkFields(t *testing.T, root, schema map[string]any, typ reflect.Type, where string, docs []byte, seen map[reflect.Type]bool) {
	t.Helper()
	schema = resolve(root, schema)
	switch typ.Kind() {
	case reflect.Pointer:
		checkFields(t, root, schema, typ.Elem(), where, docs, seen)
	case reflect.Slice:
		if items, ok := schema["items"].(map[string]any); ok {
			checkFields(t, root, items, typ.Elem(), where+"[]", docs, seen)
		}
	case reflect.Struct:
		if seen[typ] {
			return
		}
		seen[typ] = true
		properties, _ := schema["properties"].(map[string]any)
		var names []string
		for name, field := range jsonFields(typ) {
			names = append(names, name)
			property, ok := properties[name].(map[string]any)
			if assert.True(t, ok, "docs/report.schema.json lacks %s of %s", name, where) {
				checkFields(t, root, property, field.Type, where+"."+name, docs, seen)
			}
			assert.True(t, bytes.Contains(docs, []byte("`"+name+"`")), "docs/reports.md does not name `%s` of %s", name, where)
		}
		for name := range properties {
			assert.Contains(t, names, name, "docs/report.schema.json has a field of %s that no report has", where)
		}
	}
}

// resolve follows a reference within the schema.
func resolve(root, schema map[string]any) map[string]any {
	ref, ok := schema["$ref"].(string)
	if !ok {
		return schema
	}
	defs, _ := root["$defs"].(map[string]any)
	def, _ := defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	return resolve(root, def)
}

// jsonFields gives a struct's fields by their names in JSON.
func jsonFields(typ reflect.Type) map[string]reflect.StructField {
	out := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(typ) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			out[name] = f
		}
	}
	return out
}

// TestDocsHaveEveryDiffField does the same for the comparison's json form, which has no schema.
func TestDocsHaveEveryDiffField(t *testing.T) {
	text, err := os.ReadFile(reportsFile)
	require.NoError(t, err)
	_, section, ok := strings.Cut(string(text), "## exeunt diff")
	require.True(t, ok)
	section, _, ok = strings.Cut(section, "## exeunt merge")
	require.True(t, ok)
	var names []string
	for _, typ := range []reflect.Type{reflect.TypeFor[diff.Column](), reflect.TypeFor[diff.Browser](), reflect.TypeFor[diff.Sum](), reflect.TypeFor[diff.Step](),
		reflect.TypeFor[diff.Change](), reflect.TypeFor[diff.Result](), reflect.TypeFor[diff.OneSided]()} {
		for name := range jsonFields(typ) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		assert.Contains(t, section, "`"+name+"`")
	}
	for _, class := range diff.Classes() {
		assert.Contains(t, section, "`"+string(class)+"`")
	}
	for _, kind := range report.Kinds() {
		assert.Contains(t, string(text), "| `"+kind+"` |")
	}
}
