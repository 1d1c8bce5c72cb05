// Leaves a surface where the harness collects it, and asserts that it is one.
function reportSurface(global, surface) {
  const interfaces = Object.keys(surface);
  assert_true(interfaces.includes('globalThis'));
  assert_greater_than(Object.keys(surface.globalThis).length, 50);
  for (const name of interfaces) {
    for (const [member, description] of Object.entries(surface[name])) {
      assert_equals(typeof description, 'string', `${name}.${member}`);
    }
  }
  global.exeuntSurface = surface;
}
