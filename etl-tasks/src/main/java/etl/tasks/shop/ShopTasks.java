package etl.tasks.shop;

import etl.schemas.Order;
import etl.schemas.Product;
import etl.schemas.Table;
import etl.schemas.User;
import etl.tasks.Task;
import etl.tasks.TaskProvider;
import java.util.List;

/// The sample shop's tasks. They are there out of the box, and off as soon as the configuration declares tasks of its
/// own.
public final class ShopTasks implements TaskProvider {
    @Override
    public List<Task> tasks() {
        return List.of(
                new Task.Extract<>(Table.of(Order.class, "public", "orders")),
                new Task.Extract<>(Table.of(User.class, "public", "users")),
                new Task.Extract<>(Table.of(Product.class, "public", "products")),
                CombinedOrders.TASK);
    }

    @Override
    public boolean sample() {
        return true;
    }
}
