using Cppo.Interactive.Hosting;
using Cppo.Interactive.Tests.Views;

namespace Cppo.Interactive.Tests.Hosting;

public sealed class LiveViewTests
{
    private sealed class HandClock : TimeProvider
    {
        private long milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => milliseconds;

        public void Pass(int span) => milliseconds += span;
    }

    [Fact]
    public void Updates_are_drawn_at_most_three_times_a_second_and_the_last_one_always()
    {
        FakeHost host = new();
        HandClock clock = new();
        using (Notebook.Use(host))
        using (LiveView live = Notebook.Live(Measured.History(1), clock))
        {
            for (int step = 2; step <= 101; step++)
            {
                clock.Pass(10);
                live.Update(Measured.History(step));
            }
        }

        Assert.InRange(host.Shown.Count, 3, 5);
        Assert.Single(host.Visible);
        Assert.Contains("step 101", host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Showing_goes_to_the_host_of_the_running_cell()
    {
        FakeHost outer = new(), inner = new();
        using (Notebook.Use(outer))
        {
            using (Notebook.Use(inner)) Notebook.Show(Measured.Doctor);
            Notebook.Show("plain\u202E");
        }

        Assert.Contains("cppo-doctor", Assert.Single(inner.Visible).Html, StringComparison.Ordinal);
        RenderedOutput text = Assert.Single(outer.Visible);
        Assert.Null(text.Html);
        Assert.Equal("plain[U+202E]", text.PlainText);
    }

    [Fact]
    public void A_disposed_display_stays_as_it_is()
    {
        FakeHost host = new();
        using IDisposable scope = Notebook.Use(host);
        LiveView live = Notebook.Live(Measured.History(1));
        live.Dispose();
        live.Update(Measured.History(2));
        Assert.Single(host.Shown);
    }
}
