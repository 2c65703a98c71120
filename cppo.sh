#!/usr/bin/env bash
# The project's commands. Each installs what it needs, prints the plain 'dotnet' commands behind it (they work on
# Windows and macOS too), and can be repeated. The .NET 10 SDK is the only thing that must be there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
configuration=Release
tool="extensions/Cppo.Kernel/bin/$configuration/net10.0/Cppo.Kernel.dll"

usage() {
  cat <<'TEXT'
usage: ./cppo.sh COMMAND

  demo           run the quickstart notebook on this machine's CPU; leaves artifacts/quickstart.html
  test [golden]  build and run all tests, or only those against the golden data
  bench [NAME]   step [N] [--json FILE]: a GRPO and a CPPO step by phase, median of N steps; load, vocabulary, recomputation: peak memory (Linux);
                 tokenizer [FOLDER]: tokens per second; world: samples per second; all of them without a name;
                 work [NAME ...] [--rounds N] [--json FILE] [--compare OLD.json]: the ordered work beside its peers;
                 kernel [N]: starts and restarts, displays, a flood of text, memory over N executions (Linux)
                 starter [N]: accuracy of the starter on N pictures of each kind of task
  reproduce      run everything behind notebook 06 anew; what was done is not done again. reproduce --quick tries it out in minutes,
                 reproduce --only detectors reasons runs parts: see reproduce --help
  install        make the kernel "C# (CPPO)" known to Jupyter and VS Code, for this user
TEXT
}

say() { printf '\n== %s\n' "$*"; }
run() { printf '   $ %s\n' "$*"; "$@"; }

need_sdk() {
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET SDK is not there. Install .NET 10 from https://dot.net/download and run this command again." >&2
    exit 1
  fi
  if ! dotnet --list-sdks | grep -q '^1[0-9]\.'; then
    echo "The .NET SDK here is $(dotnet --version 2>/dev/null || echo unknown); .NET 10 is needed. Install it from https://dot.net/download." >&2
    exit 1
  fi
  # A minimal system has no ICU; the SDK itself then needs to be told.
  if ! ldconfig -p 2>/dev/null | grep -q libicuuc; then export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1; fi
}

build() {
  say "Building (the first time downloads about 300 MB of packages, libtorch above all)"
  run dotnet build "${1:-CPPO.Notebooks.sln}" -c "$configuration" -v quiet --nologo
}

# Jupyter's client and a browser are needed by a few tests only; without them those tests are skipped, and say so.
need_jupyter_and_browser() {
  local missing=()
  /usr/bin/python3 -c 'import nbconvert, jupyter_client, jupyter_kernel_test' 2>/dev/null \
    || missing+=(python3-nbconvert jupyter-nbconvert python3-jupyter-client python3-jupyter-kernel-test)
  command -v jupyter-notebook >/dev/null 2>&1 || missing+=(jupyter-notebook)
  command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing+=(chromium fonts-dejavu-core)
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing for the tests: ${missing[*]}"
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    run apt-get update -qq || true
    run apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
      || echo "   apt-get could not install them; the tests that need them will be skipped."
  elif command -v conda >/dev/null 2>&1; then
    run conda install -y -q -c conda-forge nbconvert jupyter_client jupyter_kernel_test 'notebook<7' \
      || echo "   conda could not install them; the tests that need them will be skipped."
  else
    echo "   Neither apt-get as root nor conda is here; the tests that need them will be skipped."
  fi
}

demo() {
  need_sdk
  build extensions/Cppo.Kernel/Cppo.Kernel.csproj
  mkdir -p artifacts
  say "Running notebooks/01-quickstart.ipynb in our own kernel (no Jupyter, no Python, no GPU needed)"
  run dotnet "$tool" run notebooks/01-quickstart.ipynb --out artifacts/quickstart.ipynb --html artifacts/quickstart.html
  say "Done. Open artifacts/quickstart.html in a browser."
}

tests() {
  need_sdk
  local filter=()
  if [ "${1:-}" = golden ]; then filter=(-trait "Category=Golden"); else need_jupyter_and_browser; fi
  if [ "${1:-}" = golden ]; then build tests/Cppo.Tests/Cppo.Tests.csproj; else build; fi

  local passed=0 failed=0 skipped=0 log project name
  log=$(mktemp)
  for project in tests/*/*.Tests.csproj; do
    name=$(basename "$project" .csproj)
    if [ "${1:-}" = golden ] && [ "$name" != Cppo.Tests ]; then continue; fi
    say "Testing $name"
    printf '   $ dotnet run --project %s -c %s --no-build -- %s\n' "$project" "$configuration" "${filter[*]}"
    dotnet run --project "$project" -c "$configuration" --no-build -- -noColor "${filter[@]}" 2>&1 | tee "$log" || true
    # xunit's last line: "NAME  Total: 7, Errors: 0, Failed: 1, Skipped: 0, Not Run: 0, ..."; not run is what only other tests start.
    local summary total errors wrong left idle
    summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+, Not Run: [0-9]+' "$log" | tail -1 || true)
    if [ -z "$summary" ]; then
      echo "   $name ended without a summary; it counts as failed."
      failed=$((failed + 1)); continue
    fi
    read -r total errors wrong left idle <<<"$(sed -E 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/' <<<"$summary")"
    passed=$((passed + total - wrong - left - idle)); failed=$((failed + wrong + errors)); skipped=$((skipped + left))
  done
  rm -f "$log"
  printf '\n%d passed, %d failed' "$passed" "$failed"
  if [ "$skipped" -gt 0 ]; then printf ', %d skipped' "$skipped"; fi
  printf '\n'
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

bench() {
  need_sdk
  say "Timing the main work"
  run dotnet run --project tests/Cppo.Benchmarks -c "$configuration" -- "$@"
}

reproduce() {
  need_sdk
  build extensions/Cppo.Kernel/Cppo.Kernel.csproj
  say "Reproducing the findings (Ctrl+C stops; the same command goes on)"
  run dotnet "$tool" reproduce --out artifacts/reproduce "$@"
}

install() {
  need_sdk
  build extensions/Cppo.Kernel/Cppo.Kernel.csproj
  say "Installing the kernel spec for this user"
  run dotnet "$tool" kernel install --user
}

case "${1:-}" in
  demo) demo ;;
  test) shift; tests "$@" ;;
  bench) shift; bench "$@" ;;
  reproduce) shift; reproduce "$@" ;;
  install) install ;;
  *) usage; [ -z "${1:-}" ] || exit 2 ;;
esac
