using NUnit.Framework;
using Pipeline.Ring;

namespace Pipeline.Tests.Ring;

internal sealed class PipelineThreadsTests
{
    private const int Events = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private SingleProducerSequencer _sequencer = null!;
    private EventProcessor<FoldingHandler> _first = null!;
    private EventProcessor<FoldingHandler> _second = null!;

    [SetUp]
    public void SetUp()
    {
        _sequencer = new SingleProducerSequencer(1024, new SpinThenParkWaitStrategy());
        _first = new("first", _sequencer.NewBarrier(), default);
        _second = new("second", _sequencer.NewBarrier(_first.Sequence), default);
        _sequencer.AddGatingSequences(_second.Sequence);
    }

    [Test]
    public void Should_give_the_same_result_on_the_callers_thread_on_one_thread_and_on_two()
    {
        var invoked = RunInvoked();
        SetUp();
        var shared = RunOn(ThreadPlan.Shared(["first", "second"]));
        SetUp();
        var dedicated = RunOn(ThreadPlan.Dedicated([0], ["first"], ["second"]));

        Assert.That(shared, Is.EqualTo(invoked));
        Assert.That(dedicated, Is.EqualTo(invoked));
    }

    [Test]
    public void Should_allocate_nothing_for_each_event_on_its_threads()
    {
        var threads = Create(ThreadPlan.Shared(["first", "second"]));
        Run(threads);

        Assert.That(threads.Groups[0].MeasuredEvents, Is.EqualTo(2 * (Events - 10_000)).Within(512));
        Assert.That(threads.Groups[0].AllocatedBytes, Is.EqualTo(0));
    }

    [Test]
    public void Should_count_what_a_handler_allocates()
    {
        var sequencer = new SingleProducerSequencer(1024, new SpinThenParkWaitStrategy());
        var wasteful = new EventProcessor<WastefulHandler>("wasteful", sequencer.NewBarrier(), default);
        sequencer.AddGatingSequences(wasteful.Sequence);
        var threads = new PipelineThreads(ThreadPlan.Shared(["wasteful"]), sequencer, [wasteful]);
        threads.Start();
        for (var i = 0; i < Events; i++)
        {
            sequencer.Publish(sequencer.Next());
        }

        sequencer.NewBarrier(wasteful.Sequence).WaitFor(Events - 1);
        threads.Halt();
        Assert.That(threads.Join(Patience), Is.True);

        Assert.That(threads.Groups[0].AllocatedBytes, Is.GreaterThanOrEqualTo(threads.Groups[0].MeasuredEvents * 24));
    }

    [Test]
    public void Should_surface_the_failure_to_the_owner_and_end_all_threads()
    {
        var failing = new EventProcessor<RecordingHandler>("failing", _sequencer.NewBarrier(), new RecordingHandler([], failAt: 7));
        var threads = new PipelineThreads(ThreadPlan.Shared(["failing"], ["first", "second"]), _sequencer, [failing, _first, _second]);
        threads.Start();
        for (var i = 0; i < 10; i++)
        {
            _sequencer.Publish(_sequencer.Next());
        }

        Assert.That(threads.Join(Patience), Is.True);
        Assert.That(threads.ThrowIfFailed, Throws.TypeOf<ProcessorFailedException>().With.Message.Contains("'failing' failed at sequence 7"));
    }

    [Test]
    public void Should_rest_and_serve_the_others_where_one_of_a_threads_processors_was_halted_alone()
    {
        var strategy = new CountingStrategy();
        var threads = Create(new ThreadPlan(ThreadMode.Shared, [new ThreadAssignment("both", ["first", "second"], strategy)]));
        threads.Start();
        _second.Halt();
        Assert.That(strategy.WaitForLooks(3, Patience), Is.True, "the thread never waits: it spins");
        _sequencer.Publish(_sequencer.Next());
        Assert.That(_sequencer.NewBarrier(_first.Sequence).WaitFor(0, Patience), Is.Zero, "the other goes on");

        _first.Halt();
        Assert.That(threads.Join(Patience), Is.True, "with none left there is nothing to wait for");
    }

    [Test]
    public void Should_name_the_thread_that_does_not_end()
    {
        using ManualResetEventSlim isIn = new(), mayEnd = new();
        var stuck = new EventProcessor<HoldingHandler>("stuck", _sequencer.NewBarrier(), new HoldingHandler(isIn, mayEnd));
        var threads = new PipelineThreads(ThreadPlan.Shared(["first"], ["stuck"]), _sequencer, [_first, stuck]);
        threads.Start();
        _sequencer.Publish(_sequencer.Next());
        Assert.That(isIn.Wait(Patience), Is.True);
        threads.Halt();

        Assert.That(threads.FindRunning(TimeSpan.FromMilliseconds(50))?.Name, Is.EqualTo("stuck"));
        mayEnd.Set();
        Assert.That(threads.FindRunning(Patience), Is.Null);
    }

    [Test]
    public void Should_say_where_each_thread_runs()
    {
        var threads = Create(ThreadPlan.Shared(["first"], ["second"]));
        threads.Start();
        Assert.That(threads.Threads.Select(thread => thread.Name), Is.EqualTo(new[] { "first", "second" }));
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            Assert.That(threads.Threads.Select(thread => thread.OsThreadId), Is.Unique.And.All.GreaterThan(0));
            Assert.That(threads.Threads.Select(thread => thread.Cpu), Is.All.AnyOf([.. CpuAffinity.AllowedCpus]));
        }

        threads.Halt();
        Assert.That(threads.Join(Patience), Is.True);
    }

    [Test]
    public void Should_list_everything_that_is_wrong_with_a_plan()
    {
        var plan = ThreadPlan.Shared(["first", "third"], ["first"]);

        Assert.That(() => Create(plan), Throws.ArgumentException.With.Message
            .Contains("'third', which is no processor").And.Message.Contains("no thread runs processor 'second'").And.Message.Contains("'first' is on more than one thread"));
    }

    [Test]
    public void Should_step_only_the_invokers_processors()
    {
        Assert.That(() => Create(ThreadPlan.Shared(["first", "second"])).Step(1), Throws.InvalidOperationException);
        Assert.That(Create(ThreadPlan.Invoker("first", "second")).Step(1), Is.EqualTo(0));
    }

    private PipelineThreads Create(ThreadPlan plan) => new(plan, _sequencer, [_first, _second]);

    private (ulong, ulong) RunInvoked()
    {
        var threads = Create(ThreadPlan.Invoker("first", "second"));
        for (var i = 0; i < Events; i++)
        {
            _sequencer.Publish(_sequencer.Next());
            Assert.That(threads.Step(16), Is.EqualTo(2));
        }

        return (_first.Handler.Fold, _second.Handler.Fold);
    }

    private (ulong, ulong) RunOn(ThreadPlan plan)
    {
        Run(Create(plan));
        return (_first.Handler.Fold, _second.Handler.Fold);
    }

    private void Run(PipelineThreads threads)
    {
        threads.Start();
        for (var i = 0; i < Events; i++)
        {
            _sequencer.Publish(_sequencer.Next());
        }

        Assert.That(_sequencer.NewBarrier(_second.Sequence).WaitFor(Events - 1), Is.EqualTo(Events - 1));
        threads.Halt();
        Assert.That(threads.Join(Patience), Is.True);
        threads.ThrowIfFailed();
    }

    private struct FoldingHandler : IEventHandler
    {
        public ulong Fold { get; private set; }

        public void OnEvent(long sequence, bool endOfBatch) => Fold = (Fold * 6364136223846793005) + (ulong)sequence;
    }

    private readonly struct HoldingHandler(ManualResetEventSlim isIn, ManualResetEventSlim mayEnd) : IEventHandler
    {
        public void OnEvent(long sequence, bool endOfBatch)
        {
            isIn.Set();
            mayEnd.Wait(Patience);
        }
    }

    /// <summary>Parks, and tells how often it was asked.</summary>
    private sealed class CountingStrategy : IWaitStrategy
    {
        private readonly SemaphoreSlim _looks = new(0);

        public WaitAction Idle(int look)
        {
            _looks.Release();
            return WaitAction.Nap;
        }

        public bool WaitForLooks(int count, TimeSpan patience)
        {
            for (var i = 0; i < count; i++)
            {
                if (!_looks.Wait(patience))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private struct WastefulHandler : IEventHandler
    {
        private object? _last;

        public void OnEvent(long sequence, bool endOfBatch) => _last = sequence + (_last is null ? 0 : 1);
    }
}
