using AtomicWrites.States;

namespace AtomicWrites;

public sealed partial class State<T>
{
    /// <summary>Looks for news on behalf of one who watches.</summary>
    sealed class Changes(State<T> state, Action<T> changed, Action<Exception>? failed)
    {
        readonly TornContent _torn = new(state._time);
        OwnSaves.Seen _seen = state._own.Begin(state.ReadStore);
        bool _isKept; // by another, and told so

        public StateLook Look()
        {
            OwnSaves.Seen? looked = null;
            try
            {
                if (!state._own.TryLook(state.ReadStore, _seen, out var present, out var now, out var isNews))
                    return StateLook.Soon;
                if (isNews && _torn.MayBecomeWhole(present.Content, state.IsCorrupt))
                    return StateLook.Soon;
                looked = now;
                var news = isNews ? state.Load(present).State : default;
                (_seen, _isKept) = (now, false);
                if (isNews)
                    changed(news!);
            }
            catch (Exception failure) when (_seen != looked && MayPass(failure))
            {
                if (!_isKept)
                    failed?.Invoke(failure);
                _isKept = true;
                return StateLook.Later;
            }
            catch (Exception failure)
            {
                _seen = looked ?? _seen;
                failed?.Invoke(failure);
            }

            return StateLook.Done;
        }

        // Another keeps the file to itself, or the server is down: nobody reports the end of that.
        static bool MayPass(Exception failure) =>
            failure
                is TimeoutException
                    or StateFileException { Failure: StateFileFailure.Unreadable or StateFileFailure.Unavailable };
    }
}
