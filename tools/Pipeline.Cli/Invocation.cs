using System.CommandLine;
using DuckDB.NET.Data;
using Pipeline.Cli.Output;
using Pipeline.Engine.Configuration;
using Pipeline.Feeds.Capture;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Cli;

/// <summary>Parses, runs, and turns every expected failure into one line and an exit code. Never a stack trace.</summary>
internal static class Invocation
{
    public static int Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (CommandLineErrors.Describe(root, args, parsed) is { } wrong)
        {
            return Fail(ExitCodes.Usage, wrong);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is UsageException or SeveralSymbolsException or ConfigException)
        {
            return Fail(ExitCodes.Usage, e.Message);
        }
        catch (Exception e) when (e is ClickHouseException or SchemaMismatchException or InputUnusableException or TapeException)
        {
            return Fail(ExitCodes.InputUnusable, e.Message);
        }
        catch (ProcessorFailedException e)
        {
            // Most were told when they were met; this says what follows.
            return Fail(ExitCodes.RunFailed, FailureLine.IsTold(e.Failure) ? "the run ended there: nothing was decided after it" : $"{e.Message}; nothing was decided after it");
        }
        catch (ThreadStuckException e)
        {
            return Fail(ExitCodes.RunFailed, $"{e.Message}; what was written so far is in the open tape");
        }
        catch (Exception e) when (e is JournalFaultException or RunFailedException)
        {
            return Fail(ExitCodes.RunFailed, e.Message);
        }
        catch (DuckDBException e)
        {
            return DatabaseFailure.IsFullDisk(e) ? Fail(ExitCodes.RunFailed, DatabaseFailure.Line(e)) : Fail(ExitCodes.InputUnusable, DatabaseFailure.Describe(e));
        }
        catch (OutputFailedException e)
        {
            return Fail(ExitCodes.RunFailed, e.Message);
        }
        catch (Exception e) when (DiskFailure.IsOfWriting(e))
        {
            return Fail(ExitCodes.RunFailed, DiskFailure.Describe(e));
        }
        catch (OperationCanceledException)
        {
            return Fail(Interruption.ExitCode ?? ExitCodes.Interrupted, $"interrupted; {Interruption.Outcome}");
        }
        catch (Exception e) when (DiskFailure.IsOne(e))
        {
            return Fail(ExitCodes.InputUnusable, DiskFailure.Describe(e));
        }
        catch (Exception e)
        {
            return Fail(ExitCodes.RunFailed, $"this should not happen: {e.GetType().Name} in {e.TargetSite?.DeclaringType?.Name}.{e.TargetSite?.Name}: {e.Message}; please report it with the command");
        }
    }

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine($"pipeline: {message}");
        return code;
    }
}
