using Microsoft.CodeAnalysis.CSharp;

namespace Cppo.Kernel.Tests.Languages;

/// <summary>The checks must fit into every construct and change nothing but the possibility to stop.</summary>
[Collection(KernelCollection.Name)]
public sealed class CellInstrumentationTests
{
    [Theory]
    [InlineData("int s = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) s++; s", 9)]
    [InlineData("int n = 0; while (n < 5) n++; n", 5)]
    [InlineData("int n = 0; do n++; while (n < 5); n", 5)]
    [InlineData("int n = 0; foreach (var (a, b) in new[] { (1, 2) }) n += a + b; n", 3)]
    [InlineData("int n = 0; again: if (++n < 4) goto again; n", 4)]
    [InlineData("int P => 6; P", 6)]
    [InlineData("class A { int v; public int V { get => v; set => v = value; } public int this[int i] => i + v; public A() => v = 2; } new A()[3]", 5)]
    [InlineData("class A { public int X; public static A operator +(A a, A b) => new A { X = a.X + b.X }; } (new A { X = 1 } + new A { X = 2 }).X", 3)]
    [InlineData("async Task<int> F() => await Task.FromResult(4); await F()", 4)]
    [InlineData("async Task F() => await Task.Yield(); await F(); 1", 1)]
    [InlineData("async ValueTask<int> F() { await new ValueTask(); return await new ValueTask<int>(2); } await F()", 2)]
    [InlineData("int[] data = { 1, 2 }; ref int First() => ref data[0]; First() = 7; data[0]", 7)]
    [InlineData("int Never() => throw new Exception(); 1", 1)]
    [InlineData("void Nothing() => Console.Write(\"\"); Nothing(); 2", 2)]
    [InlineData("Func<int, int> f = x => { while (x < 10) x++; return x; }; f(1)", 10)]
    [InlineData("Func<int> f = delegate { return 3; }; f()", 3)]
    [InlineData("IEnumerable<int> G() { for (int i = 0; i < 3; i++) yield return i; } G().Sum()", 3)]
    [InlineData("async IAsyncEnumerable<int> G() { await Task.Yield(); yield return 5; } int n = 0; await foreach (var x in G()) n += x; n", 5)]
    [InlineData("interface I { int M() => 8; } class C : I { } ((I)new C()).M()", 8)]
    [InlineData("T Same<T>(T x) => x; Same(11)", 11)]
    [InlineData("unsafe int Size() { int n = 0; fixed (char* p = \"abc\") { for (char* q = p; *q != 0; q++) n++; } return n; } Size()", 3)]
    [InlineData("System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1; e.Compile()(1)", 2)]
    [InlineData("var text = \"\"\"\n while (true) { }\n \"\"\"; text.Length", 16)]
    [InlineData("await Task.Delay(1).ConfigureAwait(false); 6", 6)]
    [InlineData("dynamic d = Task.FromResult(3); int n = await d; n", 3)]
    public async Task A_cell_with_checks_gives_what_it_gave_without(string code, int expected)
    {
        using CSharpSession session = new();
        CellValue value = await session.RunAsync(code, "cell 1", TestContext.Current.CancellationToken);
        Assert.Equal(expected, Convert.ToInt32(value.Value));
    }

    [Fact]
    public void Lines_stay_where_they_are()
    {
        const string code = "int F(int x)\n    => x;\n\nwhile (F(1) > 0)\n    // wait\n    F(2);\nfor (;;)\n{\n}\n";
        string changed = CellInstrumentation.Apply(CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions)).ToString();
        Assert.Equal(code.Count(c => c == '\n'), changed.Count(c => c == '\n'));
        Assert.Equal(3, changed.Split("CellCancellation").Length - 1);
        Assert.Contains("F(2);}", changed.Split('\n')[5]);
    }

    [Fact]
    public void Code_without_loops_and_methods_is_left_alone()
    {
        const string code = "var x = Enumerable.Range(0, 3).Select(i => i * 2); // while (true) { }";
        Assert.Equal(code, CellInstrumentation.Apply(CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions)).ToString());
    }
}
